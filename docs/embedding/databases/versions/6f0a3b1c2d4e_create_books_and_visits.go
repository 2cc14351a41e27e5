// Create books and visits
//
// Revision 6f0a3b1c2d4e, a base, created 2026-11-24T07:54:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "6f0a3b1c2d4e",
		Message: "Create books and visits",
		Created: "2026-11-24T07:54:00Z",

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "books",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "title", Type: "varchar", NotNull: true},
				},
				PrimaryKey: schema.Key{Name: "books_pkey", Columns: []string{"id"}},
			}},
			op.Database{Name: "analytics", Ops: op.List{
				op.CreateTable{Table: schema.Table{
					Name: "visits",
					Columns: []schema.Column{
						{Name: "id", Type: "bigserial", NotNull: true},
						{Name: "path", Type: "varchar", NotNull: true},
					},
					PrimaryKey: schema.Key{Name: "visits_pkey", Columns: []string{"id"}},
				}},
			}},
		},

		Downgrade: []op.Operation{
			op.Database{Name: "analytics", Ops: op.List{
				op.DropTable{Table: "visits"},
			}},
			op.DropTable{Table: "books"},
		},
	})
}
