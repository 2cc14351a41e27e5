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
		{
			says: "a column that numbers itself and shares its primary key", before: numberedAlone, after: numberedWithShelf,
			rows:  []string{"INSERT INTO books (shelf) VALUES (1), (2), (3)", "DELETE FROM books WHERE id = 3"},
			finds: []string{"DropPrimaryKey books books_pkey", "AddPrimaryKey books books_pkey"},
		},
		{
			says: "a column that numbers itself and has its primary key to itself again", before: numberedWithShelf, after: numberedAlone,
			rows:    []string{"INSERT INTO books (id, shelf) VALUES (1, 1), (5, 2)"},
			finds:   []string{"DropPrimaryKey books books_pkey", "AddPrimaryKey books books_pkey"},
			findsOn: map[string][]string{onSQLite: {"DropPrimaryKey books books_pkey", "AlterColumn books.id (only sqlite)", "AddPrimaryKey books books_pkey"}},
		},
	}
}

// numberedAlone and numberedWithShelf are a table whose numbered column is the primary key, alone or with another one.
var (
	numberedAlone = []any{model[struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64 `bun:"id,pk,autoincrement"`
		Shelf int64 `bun:"shelf,notnull"`
	}]()}
	numberedWithShelf = []any{model[struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64 `bun:"id,pk,autoincrement"`
		Shelf int64 `bun:"shelf,pk"`
	}]()}
)
