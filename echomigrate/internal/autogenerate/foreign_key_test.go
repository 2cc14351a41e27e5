package autogenerate_test

import "github.com/uptrace/bun"

type author struct {
	bun.BaseModel `bun:"table:authors"`

	ID int64 `bun:"id,pk,autoincrement"`
}

// ofAuthor and byAuthor are books of authors, without a foreign key and with one.
type (
	ofAuthor struct {
		bun.BaseModel `bun:"table:books"`

		ID       int64 `bun:"id,pk,autoincrement"`
		AuthorID int64 `bun:"author_id"`
	}
	byAuthor struct {
		bun.BaseModel `bun:"table:books"`

		ID       int64   `bun:"id,pk,autoincrement"`
		AuthorID int64   `bun:"author_id"`
		Author   *author `bun:"rel:belongs-to,join:author_id=id"`
	}
	byAuthorForGood struct {
		bun.BaseModel `bun:"table:books"`

		ID       int64   `bun:"id,pk,autoincrement"`
		AuthorID int64   `bun:"author_id"`
		Author   *author `bun:"rel:belongs-to,join:author_id=id,on_delete:CASCADE,on_update:RESTRICT"`
	}
)

type folder struct {
	bun.BaseModel `bun:"table:folders"`

	ID       int64   `bun:"id,pk,autoincrement"`
	ParentID *int64  `bun:"parent_id"`
	Parent   *folder `bun:"rel:belongs-to,join:parent_id=id"`
}

type folderWithoutParent struct {
	bun.BaseModel `bun:"table:folders"`

	ID int64 `bun:"id,pk,autoincrement"`
}

// land and city refer to each other.
type (
	land struct {
		bun.BaseModel `bun:"table:lands"`

		ID        int64  `bun:"id,pk,autoincrement"`
		CapitalID *int64 `bun:"capital_id"`
		Capital   *city  `bun:"rel:belongs-to,join:capital_id=id"`
	}
	city struct {
		bun.BaseModel `bun:"table:cities"`

		ID     int64 `bun:"id,pk,autoincrement"`
		LandID int64 `bun:"land_id,notnull"`
		Land   *land `bun:"rel:belongs-to,join:land_id=id"`
	}
)

// hall and place are a foreign key of two columns.
type (
	hall struct {
		bun.BaseModel `bun:"table:halls"`

		House  int64 `bun:"house,pk"`
		Number int64 `bun:"number,pk"`
	}
	chair struct {
		bun.BaseModel `bun:"table:chairs"`

		ID     int64 `bun:"id,pk,autoincrement"`
		House  int64 `bun:"house"`
		HallNo int64 `bun:"hall_no"`
		Hall   *hall `bun:"rel:belongs-to,join:house=house,join:hall_no=number"`
	}
	looseChair struct {
		bun.BaseModel `bun:"table:chairs"`

		ID     int64 `bun:"id,pk,autoincrement"`
		House  int64 `bun:"house"`
		HallNo int64 `bun:"hall_no"`
	}
)

func foreignKeyChanges() []change {
	of := []any{model[author](), model[ofAuthor]()}
	by := []any{model[author](), model[byAuthor]()}
	rows := []string{"INSERT INTO authors (id) VALUES (1)", "INSERT INTO books (author_id) VALUES (1)"}
	return []change{
		{
			says: "a foreign key of a relation", before: of, rows: rows, after: by,
			finds: []string{"AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "a foreign key with actions", before: of, rows: rows, after: []any{model[author](), model[byAuthorForGood]()},
			finds: []string{"AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "other actions of a foreign key", before: by, rows: rows, after: []any{model[author](), model[byAuthorForGood]()},
			finds: []string{"DropForeignKey books books_author_id_fkey", "AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "a foreign key with a name, deferrable", before: of, rows: rows,
			after: []any{model[author](), model[struct {
				bun.BaseModel `bun:"table:books"`

				ID       int64   `bun:"id,pk,autoincrement"`
				AuthorID int64   `bun:"author_id"`
				Author   *author `bun:"rel:belongs-to,join:author_id=id" migrate:"fk:fk_author,deferrable:deferred"`
			}]()},
			finds: []string{"AddForeignKey books fk_author"},
		},
		{
			says: "a foreign key that no relation says", before: of, rows: rows,
			after: []any{model[author](), model[struct {
				bun.BaseModel `bun:"table:books" migrate:"fk:(author_id) references authors(id) on delete set null"`

				ID       int64 `bun:"id,pk,autoincrement"`
				AuthorID int64 `bun:"author_id"`
			}]()},
			finds: []string{"AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "a foreign key that is gone", before: by, rows: rows, after: of,
			finds: []string{"DropForeignKey books books_author_id_fkey"},
		},
		{
			says: "new tables with a foreign key between them", after: by,
			finds: []string{"CreateTable authors", "CreateTable books"},
		},
		{
			says: "a foreign key that goes with its column and its table", before: by, rows: rows, after: books,
			finds: []string{"DropForeignKey books books_author_id_fkey", "DropColumn books.author_id", "DropTable authors"},
			lost:  []string{"books.author_id", "authors"},
		},
		{
			says: "a new column with a foreign key", before: []any{model[author](), model[book]()}, rows: twoBooks, after: by,
			finds: []string{"AddColumn books.author_id", "AddForeignKey books books_author_id_fkey"},
		},
		{
			says: "a foreign key of two columns", before: []any{model[hall](), model[looseChair]()}, after: []any{model[hall](), model[chair]()},
			rows:  []string{"INSERT INTO halls (house, number) VALUES (1, 2)", "INSERT INTO chairs (house, hall_no) VALUES (1, 2)"},
			finds: []string{"AddForeignKey chairs chairs_house_hall_no_fkey"},
		},
		{
			says: "a foreign key of a table to itself", before: []any{model[folderWithoutParent]()}, after: []any{model[folder]()},
			rows:  []string{"INSERT INTO folders (id) VALUES (1)"},
			finds: []string{"AddColumn folders.parent_id", "AddForeignKey folders folders_parent_id_fkey"},
		},
		{
			says: "new tables that refer to each other", after: []any{model[land](), model[city]()},
			finds: []string{"CreateTable cities", "CreateTable lands", "AddForeignKey cities cities_land_id_fkey"},
		},
	}
}
