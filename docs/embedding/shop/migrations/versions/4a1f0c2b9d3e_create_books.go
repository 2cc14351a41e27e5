// Create books
//
// Revision 4a1f0c2b9d3e, a base, created 2026-11-24T07:54:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "4a1f0c2b9d3e",
		Message: "Create books",
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
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "books"},
		},
	})
}
