package echomigrate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Init writes a new migration repository, by a template.
func ExampleMigrator_Init() {
	module, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(module)
	check(os.WriteFile(filepath.Join(module, "go.mod"), []byte("module example.com/shop\n"), 0o600))
	directory := filepath.Join(module, "migrations")
	m, err := echomigrate.New(openDB(), echomigrate.Config{Directory: directory})
	check(err)
	created, err := m.Init(context.Background(), echomigrate.InitOptions{Template: "multidb", Package: "history"})
	check(err)
	fmt.Println(created.ImportPath)
	for _, file := range created.Files {
		below, err := filepath.Rel(directory, file)
		check(err)
		fmt.Println(filepath.ToSlash(below))
	}
	// Output:
	// example.com/shop/migrations/versions
	// README.md
	// versions/versions.go
	// versions/versions_test.go
}

// Templates are what Init can begin with.
func ExampleMigrator_Templates() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{})
	check(err)
	for _, t := range m.Templates() {
		fmt.Printf("%s: %s\n", t.Name, t.Description)
	}
	// Output:
	// default: Migrations of a database
	// multidb: Migrations of several databases
}

// The form of revision files is a template in the migration directory.
func ExampleConfig_revisionTemplate() {
	directory, remove := emptyRepository()
	defer remove()
	form := "// Copyright of the shop.\n\n" + render.RevisionTemplate
	check(os.WriteFile(filepath.Join(directory, render.TemplateFile), []byte(form), 0o600))
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(), Directory: directory})
	check(err)
	generated, err := m.Revision(context.Background(), echomigrate.RevisionOptions{Message: "Fill titles"})
	check(err)
	source, err := os.ReadFile(generated.Path)
	check(err)
	first, _, _ := strings.Cut(string(source), "\n")
	fmt.Println(first)
	// Output: // Copyright of the shop.
}

// Migrate writes the revision that leads from the database to the models.
func ExampleMigrator_Migrate() {
	directory, remove := emptyRepository()
	defer remove()
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(), Models: []any{(*Book)(nil)}, Directory: directory,
	})
	check(err)
	generated, err := m.Migrate(context.Background(), echomigrate.RevisionOptions{Message: "Create books"})
	check(err)
	for _, o := range generated.Revision.Upgrade {
		fmt.Println("upgrade:", o)
	}
	for _, o := range generated.Revision.Downgrade {
		fmt.Println("downgrade:", o)
	}
	source, err := os.ReadFile(generated.Path)
	check(err)
	fmt.Println(strings.Contains(string(source), "op.CreateTable{"))
	// Output:
	// upgrade: CreateTable books
	// downgrade: DropTable books
	// true
}

// Check finds what Migrate would write, and writes nothing.
func ExampleMigrator_Check() {
	ctx := context.Background()
	type Book struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Title string `bun:"title,notnull" migrate:"index"`
		Pages int    `bun:"pages"`
	}
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks), Models: []any{(*Book)(nil)}})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)

	found, err := m.Check(ctx)
	check(err)
	for _, o := range found.Upgrade {
		fmt.Println(o)
	}
	// Output:
	// AddColumn books.pages
	// CreateIndex books books_title_idx
}

// Tables of others are not looked at.
func ExampleConfig_include() {
	db := openDB()
	_, err := db.Exec("CREATE TABLE geo_places (id integer PRIMARY KEY)")
	check(err)
	m, err := echomigrate.New(db, echomigrate.Config{
		Repository: versions(),
		Models:     []any{(*Book)(nil)},
		Include:    func(table schema.Name) bool { return !strings.HasPrefix(table.Table, "geo_") },
	})
	check(err)
	found, err := m.Check(context.Background())
	check(err)
	fmt.Println(found.Upgrade, found.Unmanaged)
	// Output: [CreateTable books] []
}

// Indexes are somebody else's work here, and one column is made by hand.
func ExampleConfig_includeObject() {
	type Book struct {
		bun.BaseModel `bun:"table:books"`

		ID     int64  `bun:"id,pk,autoincrement"`
		Title  string `bun:"title,notnull" migrate:"index"`
		Pages  int    `bun:"pages"`
		Search string `bun:"search"`
	}
	changes(openDB(), echomigrate.Config{
		Repository: versions(createBooks),
		Models:     []any{(*Book)(nil)},
		IncludeObject: func(o diff.Pair) bool {
			switch o.Kind {
			case diff.KindIndex:
				return false
			case diff.KindColumn:
				return o.Table.Table != "books" || o.Name != "search"
			default:
				return true
			}
		},
	})
	// Output: AddColumn books.pages
}

// To this app varchar is as good as text. The default is left to the comparison.
func ExampleConfig_compareType() {
	type Book struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Title string `bun:"title,notnull,type:text"`
	}
	changes(openDB(), echomigrate.Config{
		Repository: versions(createBooks),
		Models:     []any{(*Book)(nil)},
		CompareType: func(table schema.Name, actual, desired schema.Column) diff.Verdict {
			if actual.Type == "varchar" && desired.Type == "text" {
				fmt.Printf("%s.%s stays %s\n", table, actual.Name, actual.Type)
				return diff.Same
			}
			return diff.Undecided
		},
	})
	// Output: books.title stays varchar
}

// Defaults that the database works out are set by hand.
func ExampleConfig_compareDefault() {
	type Book struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Title string `bun:"title,notnull,default:lower('Untitled')"`
		Pages int    `bun:"pages,default:1"`
	}
	changes(openDB(), echomigrate.Config{
		Repository: versions(createBooks),
		Models:     []any{(*Book)(nil)},
		CompareDefault: func(_ schema.Name, _, desired schema.Column) diff.Verdict {
			if strings.Contains(desired.Default, "(") {
				return diff.Same
			}
			return diff.Undecided
		},
	})
	// Output: AddColumn books.pages
}

// What the models give no name is named by patterns.
func ExampleConfig_naming() {
	type Chapter struct {
		bun.BaseModel `bun:"table:chapters"`

		ID     int64  `bun:"id,pk,autoincrement"`
		BookID int64  `bun:"book_id,notnull" migrate:"index"`
		Book   *Book  `bun:"rel:belongs-to,join:book_id=id"`
		Title  string `bun:"title,notnull" migrate:"unique:one_of_a_kind"`
	}
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(),
		Models:     []any{(*Book)(nil), (*Chapter)(nil)},
		Naming: schema.Naming{
			PrimaryKey: "pk_{table}",
			Unique:     "uq_{table}_{columns}",
			ForeignKey: "fk_{table}_{columns}_{ref_table}",
			Check:      "ck_{table}_{columns}",
			Index:      "ix_{table}_{columns}",
		},
	})
	check(err)
	found, err := m.Check(context.Background())
	check(err)
	chapters := found.Upgrade[1].(op.CreateTable).Table
	fmt.Println(chapters.PrimaryKey.Name, chapters.Uniques[0].Name, chapters.ForeignKeys[0].Name, chapters.Indexes[0].Name)
	// Output: pk_chapters one_of_a_kind fk_chapters_book_id_books ix_chapters_book_id
}

// Process rewrites a revision before it is written: on PostgreSQL, writers need not wait for an index.
func ExampleConfig_process() {
	ctx := context.Background()
	type Book struct {
		bun.BaseModel `bun:"table:books"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Title string `bun:"title,notnull" migrate:"index"`
	}
	directory, remove := emptyRepository()
	defer remove()
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(createBooks), Models: []any{(*Book)(nil)},
		Process: func(_ context.Context, r *revision.Revision) error {
			for i, o := range r.Upgrade {
				if index, is := o.(op.CreateIndex); is {
					index.Concurrently = true
					r.Upgrade[i] = index
				}
			}
			return nil
		},
	})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)

	generated, err := m.InDirectory(directory).Migrate(ctx, echomigrate.RevisionOptions{Message: "Index titles"})
	check(err)
	index := generated.Revision.Upgrade[0].(op.CreateIndex)
	fmt.Println(index, index.Concurrently)
	// Output: CreateIndex books books_title_idx true
}

// Files are named and dated as a team likes, and a command runs on each.
func ExampleConfig_fileNames() {
	directory, remove := emptyRepository()
	defer remove()
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(),
		Directory:  directory,
		FileNames:  render.FileNames{Template: "%(year)d%(month).2d%(day).2d_%(rev)s_%(slug)s", SlugLength: 12},
		Location:   time.FixedZone("UTC+9", 9*60*60),
		PostWrite:  [][]string{{"gofmt", "-s", "-w"}},
		Clock:      func() time.Time { return time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC) },
		NewID:      func() string { return "c0ffee123456" },
	})
	check(err)
	generated, err := m.Revision(context.Background(), echomigrate.RevisionOptions{Message: "Fill titles of books"})
	check(err)
	fmt.Println(filepath.Base(generated.Path))
	fmt.Println(generated.Revision.Created)
	// Output:
	// 20261125_c0ffee123456_fill_titles.go
	// 2026-11-25T05:00:00+09:00
}
