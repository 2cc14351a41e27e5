package autogenerate_test

import "github.com/uptrace/bun"

func numberChanges() []change {
	return []change{
		{
			says: "a serial column that becomes an identity", on: onPostgres, before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk,identity"`
			}]()},
			finds: []string{"AlterColumn books.id"},
		},
		{
			says: "an identity that is always given", on: onPostgres, rows: twoBooks,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk,identity"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk" migrate:"identity:always"`
			}]()},
			finds: []string{"AlterColumn books.id"},
		},
	}
}
