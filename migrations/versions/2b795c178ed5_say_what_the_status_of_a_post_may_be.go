// Say what the status of a post may be
//
// Revision 2b795c178ed5, revises 9abdebdeee5e, created 2026-11-25T03:59:25Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "2b795c178ed5",
		Message: "Say what the status of a post may be",
		Created: "2026-11-25T03:59:25Z",
		Revises: []string{"9abdebdeee5e"},

		Upgrade: []op.Operation{
			op.AddCheck{Table: "posts", Check: schema.Check{
				Name:       "posts_status_check",
				Expression: "status IN ('draft', 'review', 'published')",
			}},
			op.CreateIndex{Table: "posts", Index: schema.Index{
				Name: "posts_published_idx",
				Elements: []schema.Element{
					{Column: "organisation_id"},
					{Column: "published_at", Desc: true},
				},
				Where: "status = 'published'",
			}},
		},

		Downgrade: []op.Operation{
			op.DropCheck{Table: "posts", Name: "posts_status_check"},
			op.DropIndex{Table: "posts", Name: "posts_published_idx"},
		},
	})
}
