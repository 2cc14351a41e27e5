package autogenerate_test

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// bookByMethod says by a method what no tag can.
type bookByMethod struct {
	bun.BaseModel `bun:"table:books"`

	ID       int64 `bun:"id,pk,autoincrement"`
	AuthorID int64 `bun:"author_id"`
}

// DefineTable adds a foreign key that is met by whole rows only.
func (*bookByMethod) DefineTable(t *schema.Table) {
	t.ForeignKeys = append(t.ForeignKeys, schema.ForeignKey{
		Columns: []string{"author_id"}, RefTable: "authors", RefColumns: []string{"id"}, Match: "FULL",
	})
}

// storageChanges are changes of what PostgreSQL alone has.
func storageChanges() []change {
	return []change{
		{
			says: "a table that becomes unlogged", on: onPostgres, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"unlogged"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"SetUnlogged books"},
		},
		{
			says: "a partitioned table", on: onPostgres,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:sales" migrate:"partition:range (at)"`

				At  time.Time `bun:"at,pk,type:date"`
				Sum int64     `bun:"sum"`
			}]()},
			finds: []string{"CreateTable sales"},
		},
		{
			says: "a column of a partitioned table", on: onPostgres,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:sales" migrate:"partition:range (at)"`

				At  time.Time `bun:"at,pk,type:date"`
				Sum int64     `bun:"sum"`
			}]()},
			rows: []string{
				"CREATE TABLE sales_2026 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
				"INSERT INTO sales (at, sum) VALUES ('2026-05-06', 7)",
			},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:sales" migrate:"partition:range (at)"`

				At   time.Time `bun:"at,pk,type:date"`
				Sum  int64     `bun:"sum"`
				Shop string    `bun:"shop" migrate:"index"`
			}]()},
			finds: []string{"AddColumn sales.shop", "CreateIndex sales sales_shop_idx"},
		},
		{
			says: "a foreign key and a check that are not valid", on: onPostgres, before: []any{model[author](), model[ofAuthor]()},
			rows: []string{"INSERT INTO books (author_id) VALUES (-7)"},
			after: []any{model[author](), model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:(author_id > 0) not valid"`

				ID       int64   `bun:"id,pk,autoincrement"`
				AuthorID int64   `bun:"author_id"`
				Author   *author `bun:"rel:belongs-to,join:author_id=id" migrate:"notvalid"`
			}]()},
			finds: []string{"AddCheck books books_author_id_check", "AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "storage parameters of an index", on: onPostgres, rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title) with (fillfactor = 70)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"DropIndex books by_title", "CreateIndex books by_title"},
		},
		{
			says: "storage parameters of a table", on: onPostgres, before: titledBooks, rows: append(slices.Clone(twoTitles), "ALTER TABLE books SET (autovacuum_enabled = false)"),
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"with:(fillfactor = 70)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"SetTableParameters books"},
		},
		{
			says: "a check that tables which inherit do not have", on: onPostgres, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:titled: (title <> '') no inherit"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"AddCheck books titled"},
		},
		{
			says: "a foreign key and a check that are valid now", on: onPostgres, rows: []string{"INSERT INTO authors (id) VALUES (1)", "INSERT INTO books (author_id) VALUES (1)"},
			before: []any{model[author](), model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:(author_id > 0) not valid"`

				ID       int64   `bun:"id,pk,autoincrement"`
				AuthorID int64   `bun:"author_id"`
				Author   *author `bun:"rel:belongs-to,join:author_id=id" migrate:"notvalid"`
			}]()},
			after: []any{model[author](), model[struct {
				bun.BaseModel `bun:"table:books" migrate:"check:author_id > 0"`

				ID       int64   `bun:"id,pk,autoincrement"`
				AuthorID int64   `bun:"author_id"`
				Author   *author `bun:"rel:belongs-to,join:author_id=id"`
			}]()},
			finds: []string{"ValidateConstraint books books_author_id_check", "ValidateConstraint books books_author_id_fkey"},
		},
		{
			says: "places of NULL, operator classes and collations of an index", on: onPostgres, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"index:by_title(title collate \"C\" text_pattern_ops desc nulls last, id nulls first)"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"CreateIndex books by_title"},
		},
		{
			says: "what a method of the model says", on: onPostgres, before: []any{model[author](), model[ofAuthor]()}, after: []any{model[author](), model[bookByMethod]()},
			rows:  []string{"INSERT INTO authors (id) VALUES (1)", "INSERT INTO books (author_id) VALUES (1)"},
			finds: []string{"AddForeignKey books books_author_id_fkey"},
		},
	}
}
