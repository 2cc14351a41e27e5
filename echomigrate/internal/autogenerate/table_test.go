package autogenerate_test

import (
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
)

// book is the table that most changes are about, as it is before.
type book struct {
	bun.BaseModel `bun:"table:books"`

	ID int64 `bun:"id,pk,autoincrement"`
}

// titled is book with a column that has values.
type titled struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title"`
}

var (
	books       = []any{model[book]()}
	titledBooks = []any{model[titled]()}

	twoBooks  = []string{"INSERT INTO books (id) VALUES (1), (2)"}
	twoTitles = []string{"INSERT INTO books (title) VALUES ('Emma'), ('Persuasion')"}
)

type novel struct {
	bun.BaseModel `bun:"table:novels"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title"`
}

type novelThatWasBook struct {
	bun.BaseModel `bun:"table:novels" migrate:"was:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title"`
}

type member struct {
	bun.BaseModel `bun:"table:members"`

	ID    int64   `bun:"id,pk,autoincrement"`
	Teams []*team `bun:"m2m:memberships,join:Member=Team"`
}

type team struct {
	bun.BaseModel `bun:"table:teams"`

	ID int64 `bun:"id,pk,autoincrement"`
}

type membership struct {
	bun.BaseModel `bun:"table:memberships"`

	MemberID int64   `bun:"member_id,pk"`
	Member   *member `bun:"rel:belongs-to,join:member_id=id"`
	TeamID   int64   `bun:"team_id,pk"`
	Team     *team   `bun:"rel:belongs-to,join:team_id=id"`
}

type entry struct {
	bun.BaseModel `bun:"table:audit.entries"`

	ID int64 `bun:"id,pk,autoincrement"`
}

type entryWithText struct {
	bun.BaseModel `bun:"table:audit.entries"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Text string `bun:"text"`
}

func tableChanges() []change {
	return []change{
		{
			says:  "a new table",
			after: titledBooks,
			finds: []string{"CreateTable books"},
		},
		{
			says: "a table that no model maps any more", before: titledBooks, rows: twoTitles,
			finds: []string{"DropTable books"},
			lost:  []string{"books"},
		},
		{
			says: "a renamed table, by the tag was", before: titledBooks, rows: twoTitles,
			after: []any{model[novelThatWasBook]()},
			finds: []string{"RenameTable books to novels"},
			holds: map[string]string{"SELECT title FROM novels ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "a renamed table, by an answer", before: titledBooks, rows: twoTitles,
			after:   []any{model[novel]()},
			answers: diff.Answers{Renames: []diff.Rename{{From: "books", To: "novels"}}},
			finds:   []string{"RenameTable books to novels"},
			holds:   map[string]string{"SELECT title FROM novels ORDER BY 1": "Emma\nPersuasion"},
		},
		{
			says: "a renamed table, without an answer", before: titledBooks, rows: twoTitles,
			after: []any{model[novel]()},
			finds: []string{"CreateTable novels", "DropTable books"},
			asks:  []string{"books: novels"},
			lost:  []string{"books"},
		},
		{
			says: "two tables that swap their names", rows: []string{"INSERT INTO books (title) VALUES ('Emma')", "INSERT INTO novels (title) VALUES ('Persuasion')"},
			before: []any{model[titled](), model[novel]()},
			after: []any{model[novelThatWasBook](), model[struct {
				bun.BaseModel `bun:"table:books" migrate:"was:novels"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			holds: map[string]string{"SELECT title FROM novels": "Emma", "SELECT title FROM books": "Persuasion"},
			finds: []string{"RenameTable novels to novels1", "RenameTable books to novels", "RenameTable novels1 to books"},
			moved: []string{"books", "novels"},
		},
		{
			says:  "tables with one between them",
			after: []any{model[member](), model[team](), model[membership]()},
			finds: []string{"CreateTable members", "CreateTable teams", "CreateTable memberships"},
		},
		{
			says: "a table in another schema", on: onPostgres, setup: []string{"CREATE SCHEMA audit"},
			after: []any{model[entry]()},
			finds: []string{"CreateTable audit.entries"},
		},
		{
			says: "a table in another schema, on SQLite", on: onSQLite,
			after: []any{model[entry]()},
			finds: []string{"CreateTable audit.entries"},
		},
		{
			says: "a column of a table in another schema", on: onPostgres, setup: []string{"CREATE SCHEMA audit"},
			before: []any{model[entry]()}, rows: []string{"INSERT INTO audit.entries (id) VALUES (1)"},
			after: []any{model[entryWithText]()},
			finds: []string{"AddColumn audit.entries.text"},
		},
		{
			says: "a table in another schema beside one of the same name in the default one", on: onPostgres, setup: []string{"CREATE SCHEMA audit"},
			before: []any{model[entry]()}, rows: []string{"INSERT INTO audit.entries (id) VALUES (1)"},
			after: []any{model[entry](), model[struct {
				bun.BaseModel `bun:"table:entries"`

				ID int64 `bun:"id,pk,autoincrement"`
			}]()},
			finds: []string{"CreateTable entries"},
		},
		{
			says: "a table of a name in mixed case", rows: []string{`INSERT INTO "Order" ("ID") VALUES (1)`},
			before: []any{model[struct {
				bun.BaseModel `bun:"table:Order"`

				ID int64 `bun:"ID,pk,autoincrement"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:Order"`

				ID     int64  `bun:"ID,pk,autoincrement"`
				Number string `bun:"Number,unique"`
			}]()},
			finds: []string{"AddColumn Order.Number", "AddUnique Order Order_Number_key"},
		},
		{
			says: "a comment on a table", before: books, rows: twoBooks,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"comment:'What can''t be read twice'"`

				ID int64 `bun:"id,pk,autoincrement"`
			}]()},
			finds: []string{"SetTableComment books"},
		},
	}
}
