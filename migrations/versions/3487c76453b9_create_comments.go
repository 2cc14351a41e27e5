// Create comments
//
// Revision 3487c76453b9, revises 6d72d325ea28, created 2026-11-25T03:59:16Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "3487c76453b9",
		Message: "Create comments",
		Created: "2026-11-25T03:59:16Z",
		Revises: []string{"6d72d325ea28"},

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "comments",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "post_id", Type: "bigint", NotNull: true},
					{Name: "author_id", Type: "bigint"},
					{Name: "body", Type: "text", NotNull: true},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey: schema.Key{Name: "comments_pkey", Columns: []string{"id"}},
				ForeignKeys: []schema.ForeignKey{
					{
						Name:       "comments_post_id_fkey",
						Columns:    []string{"post_id"},
						RefTable:   "posts",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
					{
						Name:       "comments_author_id_fkey",
						Columns:    []string{"author_id"},
						RefTable:   "users",
						RefColumns: []string{"id"},
						OnDelete:   schema.SetNull,
					},
				},
				Checks: []schema.Check{
					{Name: "comments_body_check", Expression: "length(body) > 0"},
				},
				Indexes: []schema.Index{
					{Name: "comments_post_id_created_at_idx", Columns: []string{"post_id", "created_at"}},
				},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "comments"},
		},
	})
}
