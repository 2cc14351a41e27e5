package cli_test

// base are the models that the changes start from.
const base = `package main

import "github.com/uptrace/bun"

type Author struct {
	bun.BaseModel ` + "`bun:\"table:authors\"`" + `

	ID   int64  ` + "`bun:\"id,pk,autoincrement\"`" + `
	Name string ` + "`bun:\"name,notnull\"`" + `
}

type Book struct {
	bun.BaseModel ` + "`bun:\"table:books\"`" + `

	ID       int64  ` + "`bun:\"id,pk,autoincrement\"`" + `
	Title    string ` + "`bun:\"title,notnull\"`" + `
	AuthorID int64  ` + "`bun:\"author_id,notnull\"`" + `
	Pages    int32  ` + "`bun:\"pages\"`" + `
	Code     string ` + "`bun:\"code,type:varchar(20)\"`" + `
	Shelf    string ` + "`bun:\"shelf\"`" + `
}

type Place struct {
	bun.BaseModel ` + "`bun:\"table:places\"`" + `

	Room string ` + "`bun:\"room,pk\"`" + `
	Row  int64  ` + "`bun:\"row_number,notnull\"`" + `
}

func registerModels(db *bun.DB) {
	db.RegisterModel((*Author)(nil), (*Book)(nil), (*Place)(nil))
}
`

// seed are rows for the models above.
var seed = []string{
	"INSERT INTO authors (name) VALUES ('Ada'), ('Émile'), ('O''Brien')",
	"INSERT INTO books (title, author_id, pages, code, shelf) VALUES ('One', 1, 100, 'a-1', 'x'), ('Two', 2, 200, 'b-2', 'x'), ('Three', 2, 300, 'c-3', 'y')",
	"INSERT INTO places (room, row_number) VALUES ('attic', 1), ('cellar', 2)",
}

// change replaces old by new in the models.
type change struct{ name, old, new string }

// tag is a struct tag.
func tag(s string) string { return "`" + s + "`" }

var changes = []change{
	{"Add table", "func registerModels(db *bun.DB) {\n", "type Shelf struct {\n\tbun.BaseModel " + tag(`bun:"table:shelves" migrate:"comment:'Where books are'"`) +
		"\n\tID int64 " + tag(`bun:"id,pk,identity"`) + "\n\tBookID int64 " + tag(`bun:"book_id"`) + "\n\tBook *Book " + tag(`bun:"rel:belongs-to,join:book_id=id,on_delete:CASCADE"`) +
		"\n}\n\nfunc registerModels(db *bun.DB) {\n\tdb.RegisterModel((*Shelf)(nil))\n"},
	{"Add column", "\tShelf ", "\tBlurb *string " + tag(`bun:"blurb,type:text"`) + "\n\tShelf "},
	{"Add not null column with default", "\tShelf ", "\tLanguage string " + tag(`bun:"language,notnull,default:'en'"`) + "\n\tShelf "},
	{"Add unique", `bun:"name,notnull"`, `bun:"name,notnull,unique"`},
	{"Add composite unique", `bun:"title,notnull"`, `bun:"title,notnull,unique:books_title_code"`},
	{"Widen composite unique", `bun:"code,type:varchar(20)"`, `bun:"code,type:varchar(20),unique:books_title_code"`},
	{"Add foreign key", "\tShelf ", "\tAuthor *Author " + tag(`bun:"rel:belongs-to,join:author_id=id"`) + "\n\tShelf "},
	{"Change action of foreign key", "join:author_id=id", "join:author_id=id,on_delete:CASCADE,on_update:CASCADE"},
	{"Add check", `bun:"pages"`, `bun:"pages" migrate:"check:'pages > 0'"`},
	{"Change check", `pages > 0`, `pages >= 1 AND pages < 100000`},
	{"Add index", `bun:"shelf"`, `bun:"shelf" migrate:"index"`},
	{"Add partial, descending and expression indexes", `bun:"table:books"`,
		`bun:"table:books" migrate:"index:'books_new(pages desc, title) where pages > 10',index:'books_lower(lower(title))'"`},
	{"Change index", `pages desc, title`, `pages desc, title desc`},
	{"Add comments", `bun:"table:authors"`, `bun:"table:authors" migrate:"comment:'Who writes'"`},
	{"Add column comment", `bun:"code,type:varchar(20),unique:books_title_code"`, `bun:"code,type:varchar(20),unique:books_title_code" migrate:"comment:'On the spine'"`},
	{"Widen integer", "Pages    int32", "Pages    int64"},
	{"Widen varchar", "varchar(20)", "varchar(40)"},
	{"Set not null", `bun:"shelf"`, `bun:"shelf,notnull"`},
	{"Set default", `bun:"shelf,notnull"`, `bun:"shelf,notnull,default:'none'"`},
	{"Change default", `default:'none'`, `default:'floor'`},
	{"Rename column", `bun:"shelf,notnull,default:'floor'" migrate:"index"`, `bun:"place,notnull,default:'floor'" migrate:"index,was:shelf"`},
	{"Rename table", `bun:"table:authors" migrate:"comment:'Who writes'"`, `bun:"table:writers" migrate:"comment:'Who writes',was:authors"`},
	{"Change primary key", `bun:"row_number,notnull"`, `bun:"row_number,pk"`},
	{"Change primary key back", `bun:"row_number,pk"`, `bun:"row_number,notnull"`},
	{"Drop primary key", `bun:"room,pk"`, `bun:"room,notnull"`},
	{"Add primary key", `bun:"room,notnull"`, `bun:"room,pk"`},
	{"Rename table back", `bun:"table:writers" migrate:"comment:'Who writes',was:authors"`, `bun:"table:authors" migrate:"comment:'Who writes',was:writers"`},
	{"Drop default", `notnull,default:'floor'`, `notnull`},
	{"Drop not null", `bun:"place,notnull"`, `bun:"place"`},
	{"Drop index", `migrate:"index,was:shelf"`, `migrate:"was:shelf"`},
	{"Drop special indexes", ` migrate:"index:'books_new(pages desc, title desc) where pages > 10',index:'books_lower(lower(title))'"`, ``},
	{"Drop comments", `comment:'Who writes',was:writers`, `was:writers`},
	{"Drop column comment", ` migrate:"comment:'On the spine'"`, ``},
	{"Drop check", ` migrate:"check:'pages >= 1 AND pages < 100000'"`, ``},
	{"Change integer to numeric", `bun:"pages"`, `bun:"pages,type:numeric(10)"`},
	{"Drop foreign key", "\tAuthor *Author " + tag(`bun:"rel:belongs-to,join:author_id=id,on_delete:CASCADE,on_update:CASCADE"`) + "\n", ""},
	{"Drop composite unique", `bun:"title,notnull,unique:books_title_code"`, `bun:"title,notnull"`},
	{"Drop unique", `bun:"name,notnull,unique"`, `bun:"name,notnull"`},
	{"Drop column", "\tBlurb *string " + tag(`bun:"blurb,type:text"`) + "\n", ""},
	{"Drop identity", `bun:"id,pk,identity"`, `bun:"id,pk"`},
	{"Add identity", `bun:"id,pk"`, `bun:"id,pk,identity"`},
	{"Drop table", "\n\tdb.RegisterModel((*Shelf)(nil))\n", "\n"},
}
