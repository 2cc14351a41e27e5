// Baseline
//
// Revision 8c2f1e0a7b44, a base, created 2026-11-24T07:54:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "8c2f1e0a7b44",
		Message: "Baseline",
		Created: "2026-11-24T07:54:00Z",
		Replaces: []revision.Former{
			{Tool: "goose", Versions: []string{"1", "2"}},
		},

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "books",
				Columns: []schema.Column{
					{Name: "id", Type: "bigint", NotNull: true},
					{Name: "title", Type: "varchar(200)", NotNull: true},
					{Name: "price", Type: "bigint", NotNull: true, Default: "0"},
				},
				PrimaryKey: schema.Key{Name: "books_pkey", Columns: []string{"id"}},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "books"},
		},
	})
}
