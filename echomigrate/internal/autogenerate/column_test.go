package autogenerate_test

import (
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
)

// required is titled with a title that is NOT NULL.
type required struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title,notnull"`
}

// renamed is titled with another name of the column.
type renamed struct {
	bun.BaseModel `bun:"table:books"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name"`
}

func columnChanges() []change {
	return []change{
		{
			says: "a new column", before: books, rows: twoBooks, after: titledBooks,
			finds: []string{"AddColumn books.title"},
		},
		{
			says: "a new column that is NOT NULL, in an empty table", before: books, after: []any{model[required]()},
			finds: []string{"AddColumn books.title"},
		},
		{
			says: "a new column that is NOT NULL, filled", before: books, rows: twoBooks, after: []any{model[required]()},
			answers: diff.Answers{Fills: []diff.Fill{{Column: "books.title", Value: "'untitled'"}}},
			finds:   []string{"AddColumn books.title", "Backfill books.title with 'untitled'", "AlterColumn books.title"},
			holds:   map[string]string{"SELECT title FROM books": "untitled\nuntitled"},
		},
		{
			says: "a column that is gone", before: titledBooks, rows: twoTitles, after: books,
			finds: []string{"DropColumn books.title"},
			lost:  []string{"books.title"},
		},
		{
			says: "a renamed column, by the tag was", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID   int64  `bun:"id,pk,autoincrement"`
				Name string `bun:"name" migrate:"was:title"`
			}]()},
			finds: []string{"RenameColumn books.title to name"},
			holds: map[string]string{"SELECT name FROM books ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "a renamed column, by an answer", before: titledBooks, rows: twoTitles, after: []any{model[renamed]()},
			answers: diff.Answers{Renames: []diff.Rename{{From: "books.title", To: "name"}}},
			finds:   []string{"RenameColumn books.title to name"},
			holds:   map[string]string{"SELECT name FROM books ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "a renamed column, without an answer", before: titledBooks, rows: twoTitles, after: []any{model[renamed]()},
			finds: []string{"DropColumn books.title", "AddColumn books.name"},
			asks:  []string{"books.title: name"},
			lost:  []string{"books.title"},
		},
		{
			says: "a renamed column of a table without a primary key", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				Title string `bun:"title"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				Name string `bun:"name" migrate:"was:title"`
			}]()},
			finds: []string{"RenameColumn books.title to name"},
			holds: map[string]string{"SELECT name FROM books ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "two columns that swap their names", rows: []string{"INSERT INTO books (first, last) VALUES ('a', 'b')"},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				First string `bun:"first"`
				Last  string `bun:"last"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				First string `bun:"first" migrate:"was:last"`
				Last  string `bun:"last" migrate:"was:first"`
			}]()},
			finds: []string{"RenameColumn books.last to last1", "RenameColumn books.first to last", "RenameColumn books.last1 to first"},
			holds: map[string]string{"SELECT first FROM books": "b", "SELECT last FROM books": "a"},
			moved: []string{"books.first", "books.last"},
		},
		{
			says: "a column that becomes NOT NULL", before: titledBooks, rows: twoTitles, after: []any{model[required]()},
			finds: []string{"AlterColumn books.title"},
		},
		{
			says: "a column that becomes NOT NULL, filled", before: titledBooks, rows: []string{"INSERT INTO books (title) VALUES (NULL)"},
			after:   []any{model[required]()},
			answers: diff.Answers{Fills: []diff.Fill{{Column: "books.title", Value: "'untitled'"}}},
			finds:   []string{"Backfill books.title with 'untitled'", "AlterColumn books.title"},
			holds:   map[string]string{"SELECT title FROM books": "untitled"},
			moved:   []string{"books.title"}, lost: []string{"books.title"},
		},
		{
			says: "a column that may be NULL again", before: []any{model[required]()}, rows: twoTitles, after: titledBooks,
			finds: []string{"AlterColumn books.title"},
		},
		{
			says: "a comment on a column", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title" migrate:"comment:'as on the cover'"`
			}]()},
			finds: []string{"AlterColumn books.title"},
		},
		{
			says: "a collation of a column", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title" migrate:"collate:C"`
			}]()},
			finds: []string{"AlterColumn books.title"},
		},
		{
			says: "a field that is only scanned", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
				Sold  int64  `bun:"sold,scanonly"`
				Year  int64  `bun:"year"`
			}]()},
			finds: []string{"AddColumn books.year"},
		},
		{
			says: "a column with a second name for queries", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,alt:heading"`
			}]()},
			finds: []string{"AddColumn books.title"},
		},
		{
			says: "a stored computed column", before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
				Lower string `bun:"lower,scanonly" migrate:"generated:'lower(title)'"`
			}]()},
			finds: []string{"AddColumn books.lower"},
			holds: map[string]string{"SELECT lower FROM books ORDER BY 1": "emma\npersuasion"},
		},
		{
			says: "another expression of a computed column", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
				Other string `bun:"other,type:text generated always as (lower(title)) stored,scanonly"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
				Other string `bun:"other,type:text generated always as (upper(title)) stored,scanonly"`
			}]()},
			finds: []string{"DropColumn books.other", "AddColumn books.other"},
			holds: map[string]string{"SELECT other FROM books ORDER BY 1": "EMMA\nPERSUASION"},
			moved: []string{"books.other"},
		},
		{
			says: "a virtual computed column", on: onSQLite, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
				Lower string `bun:"lower,scanonly" migrate:"generated:'lower(title)',virtual"`
			}]()},
			finds: []string{"AddColumn books.lower"},
			holds: map[string]string{"SELECT lower FROM books ORDER BY 1": "emma\npersuasion"},
		},
	}
}
