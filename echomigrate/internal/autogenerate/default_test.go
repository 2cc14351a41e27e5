package autogenerate_test

import (
	"time"

	"github.com/uptrace/bun"
)

// counted, drafted and promised are a book's column without a default and with two defaults.
type (
	stated struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		State string `bun:"state,notnull"`
	}
	drafted struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		State string `bun:"state,notnull,default:'draft'"`
	}
	promised struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		State string `bun:"state,notnull,default:'it''s coming'"`
	}
)

func defaultChanges() []change {
	states := []string{"INSERT INTO books (state) VALUES ('sold')"}
	return []change{
		{
			says: "a new column that is NOT NULL with a number as default", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64 `bun:"id,pk,autoincrement"`
				Pages int64 `bun:"pages,notnull,default:7"`
			}]()},
			finds: []string{"AddColumn books.pages"},
			holds: map[string]string{"SELECT pages FROM books": "7\n7"},
		},
		{
			says: "a new column with a string as default", before: books, rows: twoBooks, after: []any{model[drafted]()},
			finds: []string{"AddColumn books.state"},
			holds: map[string]string{"SELECT state FROM books": "draft\ndraft"},
		},
		{
			says: "new columns with the time as default", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Created time.Time `bun:"created,notnull,default:current_timestamp"`
				Changed time.Time `bun:"changed,notnull,default:CURRENT_TIMESTAMP"`
			}]()},
			finds: []string{"AddColumn books.created", "AddColumn books.changed"},
			holds: map[string]string{"SELECT count(*) FROM books WHERE created IS NULL OR changed IS NULL": "0"},
		},
		{
			says: "a new column with a function as default", on: onPostgres, before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Changed time.Time `bun:"changed,notnull,default:now()"`
				Token   string    `bun:"token,type:uuid,notnull,default:gen_random_uuid()"`
			}]()},
			finds: []string{"AddColumn books.changed", "AddColumn books.token"},
			holds: map[string]string{"SELECT count(DISTINCT token) FROM books": "2"},
		},
		{
			says: "a default that is new", before: []any{model[stated]()}, rows: states, after: []any{model[drafted]()},
			finds: []string{"AlterColumn books.state"},
		},
		{
			says: "a default that is another string", before: []any{model[drafted]()}, rows: states, after: []any{model[promised]()},
			finds: []string{"AlterColumn books.state"},
		},
		{
			says: "a default that is gone", before: []any{model[drafted]()}, rows: states, after: []any{model[stated]()},
			finds: []string{"AlterColumn books.state"},
		},
		{
			says: "a default that is another number", rows: []string{"INSERT INTO books (pages) VALUES (3)"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64 `bun:"id,pk,autoincrement"`
				Pages int64 `bun:"pages,default:1"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64 `bun:"id,pk,autoincrement"`
				Pages int64 `bun:"pages,default:2"`
			}]()},
			finds: []string{"AlterColumn books.pages"},
		},
	}
}
