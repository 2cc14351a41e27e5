package echomigrate_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Book is the model of the examples.
type Book struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title,notnull"`
}

// createBooks and addISBN are revisions as files of a migration repository register them.
var (
	createBooks = revision.Revision{
		ID: "4a1f0c2b9d3e", Message: "Create books",
		Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
			Name:       "books",
			Columns:    []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "title", Type: "varchar", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
		}}},
		Downgrade: []op.Operation{op.DropTable{Table: "books"}},
	}
	addISBN = revision.Revision{
		ID: "8c2f1e0a7b44", Message: "Add ISBN", Revises: []string{"4a1f0c2b9d3e"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "books", Column: schema.Column{Name: "isbn", Type: "text"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "books", Column: "isbn"}},
	}
)

// dropTitle is a revision behind both.
var dropTitle = revision.Revision{
	ID: "91d0c3b5e6f7", Message: "Drop titles", Revises: []string{"8c2f1e0a7b44"},
	Upgrade: []op.Operation{op.DropColumn{Table: "books", Column: "title"}},
}

// versions is a migration repository with these revisions, as the package that its sources are in creates it.
func versions(revisions ...revision.Revision) *revision.Repository {
	repository := revision.NewRepository()
	for _, r := range revisions {
		repository.Register(r)
	}
	return repository
}

// openDB is an empty database in memory.
func openDB() *bun.DB {
	db, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(1)")
	check(err)
	db.SetMaxOpenConns(1) // each connection has a database of its own
	return bun.NewDB(db, sqlitedialect.New())
}

// emptyRepository is a directory with a migration repository that holds no revisions, as Migrator.Init writes it.
func emptyRepository() (directory string, remove func()) {
	parent, err := os.MkdirTemp("", "example")
	check(err)
	directory = filepath.Join(parent, "migrations")
	check(os.MkdirAll(filepath.Join(directory, "versions"), 0o755))
	return directory, func() { check(os.RemoveAll(parent)) }
}

// changes prints what Check finds when the database is at the head.
func changes(db *bun.DB, config echomigrate.Config) {
	ctx := context.Background()
	m, err := echomigrate.New(db, config)
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)
	found, err := m.Check(ctx)
	check(err)
	for _, o := range found.Upgrade {
		fmt.Println(o)
	}
}

// check ends the program on an error.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
