// Add user bio
//
// Revision 14897c67ad97, revises 2b795c178ed5, created 2026-11-25T03:59:27Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "14897c67ad97",
		Message: "Add user bio",
		Created: "2026-11-25T03:59:27Z",
		Revises: []string{"2b795c178ed5"},

		Upgrade: []op.Operation{
			op.SetTableComment{Table: "organisations", Comment: "Imprints of the house"},
			op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}},
		},

		Downgrade: []op.Operation{
			op.SetTableComment{Table: "organisations"},
			op.DropColumn{Table: "users", Column: "bio"},
		},
	})
}
