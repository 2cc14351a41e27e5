// Revision d00dfeed0000, revises c0ffee123456, 91d0aa3c55e7 and 8c2f1e0a7b44, created 2026-11-27T10:00:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "d00dfeed0000",
		Created: "2026-11-27T10:00:00Z",
		Revises: []string{"c0ffee123456", "91d0aa3c55e7", "8c2f1e0a7b44"},

		Upgrade: []op.Operation{},

		Downgrade: []op.Operation{},
	})
}
