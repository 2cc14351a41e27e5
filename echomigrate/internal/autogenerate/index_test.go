package autogenerate_test

import "github.com/uptrace/bun"

func indexChanges() []change {
	return []change{
		{
			says: "an index on a column", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title" migrate:"index"`
			}]()},
			finds: []string{"CreateIndex books books_title_idx"},
		},
		{
			says: "a unique index with a name, partial, by expression, descending", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"uniqueindex:one_title(lower(title), id desc) where title <> ''"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"CreateIndex books one_title"},
		},
		{
			says: "an index of another method, with another column", on: onPostgres, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title) using hash,index:wide(id) include (title)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"CreateIndex books by_title", "CreateIndex books wide"},
		},
		{
			says: "an index that says something else", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title, id)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"DropIndex books by_title", "CreateIndex books by_title"},
		},
		{
			says: "an index that is gone", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			after: titledBooks,
			finds: []string{"DropIndex books by_title"},
		},
		{
			says: "a check", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title" migrate:"check:'title <> '''''"`
			}]()},
			finds: []string{"AddCheck books books_title_check"},
		},
		{
			says: "a check that says something else", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:titled: length(title) > 1"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:titled: length(title) BETWEEN 1 AND 20"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"DropCheck books titled", "AddCheck books titled"},
		},
		{
			says: "an exclusion constraint", on: onPostgres,
			rows: []string{"INSERT INTO stays (room, during) VALUES ('[1, 2)', '[2026-01-01, 2026-01-05)')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:stays"`

				ID     int64  `bun:"id,pk,autoincrement"`
				Room   string `bun:"room,type:int4range"`
				During string `bun:"during,type:daterange"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:stays" migrate:"exclude:(room with =, during with &&)"`

				ID     int64  `bun:"id,pk,autoincrement"`
				Room   string `bun:"room,type:int4range"`
				During string `bun:"during,type:daterange"`
			}]()},
			finds: []string{"AddExclusion stays stays_room_during_excl"},
		},
	}
}
