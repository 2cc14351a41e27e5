package autogenerate_test

import (
	"time"

	"github.com/uptrace/bun"
)

func typeChanges() []change {
	return []change{
		{
			says: "a longer varchar and a wider integer", rows: []string{"INSERT INTO books (title, pages) VALUES ('Emma', 1000)"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,type:varchar(50)"`
				Pages int32  `bun:"pages"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,type:varchar(100)"`
				Pages int64  `bun:"pages"`
			}]()},
			finds: []string{"AlterColumn books.title", "AlterColumn books.pages"},
			holds: map[string]string{"SELECT title FROM books": "Emma", "SELECT pages FROM books": "1000"},
		},
		{
			says: "a varchar that becomes a bigint", rows: []string{"INSERT INTO books (title) VALUES ('42')"}, before: titledBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64 `bun:"id,pk,autoincrement"`
				Title int64 `bun:"title"`
			}]()},
			finds: []string{"AlterColumn books.title"},
			holds: map[string]string{"SELECT title + 1 FROM books": "43"},
		},
		{
			says: "a varchar that becomes text", rows: twoTitles, before: titledBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,type:text"`
			}]()},
			finds: []string{"AlterColumn books.title"},
			holds: map[string]string{"SELECT title FROM books ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "a timestamp that gets a time zone", rows: []string{"INSERT INTO books (printed) VALUES ('2026-01-02 03:04:05')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed,type:timestamp"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed"`
			}]()},
			finds: []string{"AlterColumn books.printed"},
			holds: map[string]string{"SELECT count(*) FROM books WHERE printed = '2026-01-02 03:04:05'": "1"},
		},
		{
			says: "a timestamp that loses its time zone", rows: []string{"INSERT INTO books (printed) VALUES ('2026-01-02 03:04:05')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed,type:timestamp"`
			}]()},
			finds: []string{"AlterColumn books.printed"},
			holds: map[string]string{"SELECT count(*) FROM books WHERE printed = '2026-01-02 03:04:05'": "1"},
		},
		{
			says: "another precision and scale of a numeric", rows: []string{"INSERT INTO books (price) VALUES (12.25)"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Price string `bun:"price,type:numeric(10,2)"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Price string `bun:"price,type:numeric(12,4)"`
			}]()},
			finds: []string{"AlterColumn books.price"},
			holds: map[string]string{"SELECT count(*) FROM books WHERE price = 12.25": "1"},
		},
		{
			says: "a new numeric column with precision and scale", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Price string `bun:"price,type:numeric(10,2)"`
			}]()},
			finds: []string{"AddColumn books.price"},
		},
		{
			says: "another precision of a timestamptz", rows: []string{"INSERT INTO books (printed) VALUES ('2026-01-02 03:04:05')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed,type:timestamptz(3)"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID      int64     `bun:"id,pk,autoincrement"`
				Printed time.Time `bun:"printed,type:timestamptz(6)"`
			}]()},
			finds: []string{"AlterColumn books.printed"},
			holds: map[string]string{"SELECT count(*) FROM books WHERE printed = '2026-01-02 03:04:05'": "1"},
		},
		{
			says: "a new column of JSON", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64          `bun:"id,pk,autoincrement"`
				Notes map[string]any `bun:"notes,notnull,default:'{}'"`
			}]()},
			finds: []string{"AddColumn books.notes"},
			holds: map[string]string{"SELECT CAST(notes AS text) FROM books": "{}\n{}"},
		},
		{
			says: "arrays of another type", on: onPostgres, rows: []string{"INSERT INTO books (years, tags) VALUES ('{1,2}', '{a,b}')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64    `bun:"id,pk,autoincrement"`
				Years []int32  `bun:"years,array"`
				Tags  []string `bun:"tags,array"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64    `bun:"id,pk,autoincrement"`
				Years []int64  `bun:"years,array"`
				Tags  []string `bun:"tags,array,type:text[]"`
			}]()},
			finds: []string{"AlterColumn books.years", "AlterColumn books.tags"},
			holds: map[string]string{"SELECT years::text FROM books": "{1,2}", "SELECT tags::text FROM books": "{a,b}"},
		},
	}
}
