// Add reading time to posts
//
// Revision a8bf3df9ad36, revises d7cd1e85966a, created 2026-11-25T03:59:22Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "a8bf3df9ad36",
		Message: "Add reading time to posts",
		Created: "2026-11-25T03:59:22Z",
		Revises: []string{"d7cd1e85966a"},

		Upgrade: []op.Operation{
			op.AddColumn{Table: "posts", Column: schema.Column{
				Name:    "reading_minutes",
				Type:    "integer",
				NotNull: true,
				Default: "0",
				Comment: "Rounded up, at 200 words a minute",
			}},
		},

		Downgrade: []op.Operation{
			op.DropColumn{Table: "posts", Column: "reading_minutes"},
		},
	})
}
