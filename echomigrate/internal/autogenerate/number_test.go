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
		{
			says: "how an identity numbers", on: onPostgres, rows: []string{"INSERT INTO books DEFAULT VALUES"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk,identity"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk" migrate:"identity:by default increment 5 cache 20 cycle"`
			}]()},
			finds: []string{"AlterColumn books.id"},
		},
		{
			says: "a column that numbers itself no more", rows: twoBooks, before: books,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID int64 `bun:"id,pk"`
			}]()},
			finds: []string{"AlterColumn books.id"},
		},
	}
}
