// Make names longer
//
// and `bio` required: */ "now"
//
// Revision 91d0aa3c55e7, revises 8c2f1e0a7b44, created 2026-11-25T10:00:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID: "91d0aa3c55e7",
		Message: "Make names longer\n" +
			"\n" +
			"and `bio` required: */ \"now\"",
		Created:        "2026-11-25T10:00:00Z",
		Revises:        []string{"8c2f1e0a7b44"},
		DependsOn:      []string{"billing"},
		CompatibleWith: "8c2f1e0a7b44",
		Replaces: []revision.Former{
			{Tool: "goose", Versions: []string{"1", "2"}},
			{Tool: "bun", Versions: []string{"20240101"}, Database: "second"},
		},

		Upgrade: []op.Operation{
			op.AlterColumn{Table: "users", Column: "bio", To: schema.Column{NotNull: true}},
			op.AlterColumn{
				Table:  "users",
				Column: "name",
				From:   schema.Column{Type: "varchar(100)", Default: "''", Comment: "shown to others"},
				To:     schema.Column{Type: "varchar(200)", NotNull: true, Comment: "shown to others"},
				Using:  "left(name, 200)",
			},
			op.AddForeignKey{Table: "posts", ForeignKey: schema.ForeignKey{
				Columns:    []string{"author_id"},
				RefTable:   "users",
				RefColumns: []string{"id"},
				OnDelete:   schema.SetNull,
			}},
			op.AddForeignKey{Schema: "blog", Table: "comments", ForeignKey: schema.ForeignKey{
				Name:       "comments_post_id_author_id_fkey",
				Columns:    []string{"post_id", "author_id"},
				RefTable:   "posts",
				RefColumns: []string{"id", "author_id"},
				OnUpdate:   schema.Restrict,
				Match:      "FULL",
			}},
		},

		Downgrade: []op.Operation{},
	})
}
