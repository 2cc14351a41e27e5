// Add user bio
//
// Revision 8c2f1e0a7b44, revises 4a1f0c2b9d3e, created 2026-11-24T07:54:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "8c2f1e0a7b44",
		Message: "Add user bio",
		Created: "2026-11-24T07:54:00Z",
		Revises: []string{"4a1f0c2b9d3e"},

		Upgrade: []op.Operation{
			op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}},
			// Locks out writers while it builds the index.
			// Concurrently: true does not.
			op.CreateIndex{Table: "users", Index: schema.Index{Name: "users_bio_idx", Columns: []string{"bio"}}},
			// Nothing is left to do.
		},

		Downgrade: []op.Operation{
			op.DropIndex{Table: "users", Name: "users_bio_idx"},
			// Locks out writers while it builds the index.
			// Concurrently: true does not.
			op.DropColumn{Table: "users", Column: "bio"},
			// Nothing is left to do.
		},
	})
}
