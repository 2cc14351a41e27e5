// Answer comments
//
// Revision 92bf222d95e4, revises 3487c76453b9, created 2026-11-25T03:59:18Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "92bf222d95e4",
		Message: "Answer comments",
		Created: "2026-11-25T03:59:18Z",
		Revises: []string{"3487c76453b9"},

		Upgrade: []op.Operation{
			op.AddColumn{Table: "comments", Column: schema.Column{Name: "parent_id", Type: "bigint"}},
			op.CreateIndex{
				Table: "comments",
				Index: schema.Index{Name: "comments_parent_id_idx", Columns: []string{"parent_id"}},
			},
			op.AddForeignKey{Table: "comments", ForeignKey: schema.ForeignKey{
				Name:       "comments_parent_id_fkey",
				Columns:    []string{"parent_id"},
				RefTable:   "comments",
				RefColumns: []string{"id"},
				OnDelete:   schema.Cascade,
			}},
		},

		Downgrade: []op.Operation{
			op.DropForeignKey{Table: "comments", Name: "comments_parent_id_fkey"},
			op.DropIndex{Table: "comments", Name: "comments_parent_id_idx"},
			op.DropColumn{Table: "comments", Column: "parent_id"},
		},
	})
}
