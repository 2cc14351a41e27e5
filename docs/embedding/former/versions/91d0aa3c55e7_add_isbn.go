// Add ISBN
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
		ID:      "91d0aa3c55e7",
		Message: "Add ISBN",
		Created: "2026-11-25T10:00:00Z",
		Revises: []string{"8c2f1e0a7b44"},

		Upgrade: []op.Operation{
			op.AddColumn{Table: "books", Column: schema.Column{Name: "isbn", Type: "text"}},
		},

		Downgrade: []op.Operation{
			op.DropColumn{Table: "books", Column: "isbn"},
		},
	})
}
