package echomigrate_test

import (
	"context"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// An app factory makes migrations known to the app; a handler finds them there.
func ExampleInit() {
	db := openDB()
	db.RegisterModel((*Book)(nil))
	e := echo.New()
	_, err := echomigrate.Init(e, db, echomigrate.Config{Repository: versions(createBooks)})
	check(err)

	pending, err := echomigrate.From(e).Pending(context.Background())
	check(err)
	for _, r := range pending {
		fmt.Println("pending:", r.Message)
	}
	// Output: pending: Create books
}

// The report says what was done, and where the database was and is.
func ExampleMigrator_Upgrade() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	report, err := m.Upgrade(context.Background(), "head", echomigrate.RunOptions{
		OnRevision: func(e runner.Event) { fmt.Printf("%d of %d: %s\n", e.Number, e.Total, e.Revision.Message) },
	})
	check(err)
	fmt.Println(report.Before, "to", report.After)
	// Output:
	// 1 of 2: Create books
	// 2 of 2: Add ISBN
	// [] to [8c2f1e0a7b44]
}

func ExampleMigrator_Downgrade() {
	ctx := context.Background()
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)

	report, err := m.Downgrade(ctx, "-1")
	check(err)
	for _, e := range report.Done {
		fmt.Println(e.Direction, e.Revision.ID, e.Revision.Message)
	}
	fmt.Println(report.Before, "to", report.After)
	// Output:
	// downgrade 8c2f1e0a7b44 Add ISBN
	// [8c2f1e0a7b44] to [4a1f0c2b9d3e]
}

// A database that has its tables already is told so. Nothing runs.
func ExampleMigrator_Stamp() {
	ctx := context.Background()
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	report, err := m.Stamp(ctx, []string{"4a1f"})
	check(err)
	fmt.Println(report.After)

	current, err := m.Current(ctx)
	check(err)
	fmt.Println(current[0].Revision.Message)
	// Output:
	// [4a1f0c2b9d3e]
	// Create books
}

// A data migration runs Go in the transaction of its revision, on the tables as they are then.
func ExampleMigrator_Upgrade_dataMigration() {
	ctx := context.Background()
	fill := revision.Revision{
		ID: "c0ffee123456", Message: "Spell titles in capitals", Revises: []string{"4a1f0c2b9d3e"},
		Upgrade: []op.Operation{
			op.Exec{SQL: "INSERT INTO books (title) VALUES ('emma'), ('ulysses')"},
			op.Func{Name: "capitals", Run: func(ctx context.Context, db bun.IDB) error {
				type book struct { // as it is at this revision
					bun.BaseModel `bun:"table:books"`

					ID    int64  `bun:"id,pk"`
					Title string `bun:"title"`
				}
				var books []book
				if err := db.NewSelect().Model(&books).Scan(ctx); err != nil {
					return err
				}
				for _, b := range books {
					b.Title = strings.ToUpper(b.Title)
					if _, err := db.NewUpdate().Model(&b).WherePK().Exec(ctx); err != nil {
						return err
					}
				}
				return nil
			}},
		},
	}
	db := openDB()
	m, err := echomigrate.New(db, echomigrate.Config{Repository: versions(createBooks, fill)})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)

	var titles []string
	check(db.NewSelect().Table("books").Column("title").Order("id").Scan(ctx, &titles))
	fmt.Println(titles)
	// Output: [EMMA ULYSSES]
}

// What one kind of database does, the others pass over.
func ExampleMigrator_Upgrade_only() {
	ctx := context.Background()
	index := revision.Revision{
		ID: "c0ffee123456", Message: "Search titles", Revises: []string{"4a1f0c2b9d3e"},
		Upgrade: []op.Operation{
			op.Only{Dialect: "postgres", Ops: op.List{
				op.Exec{SQL: "CREATE INDEX books_search_idx ON books USING gin (to_tsvector('english', title))"},
			}},
			op.Only{Dialect: "sqlite", Ops: op.List{
				op.Exec{SQL: "CREATE VIRTUAL TABLE books_search USING fts5(title, content='books', content_rowid='id')"},
			}},
		},
		Downgrade: []op.Operation{
			op.Only{Dialect: "postgres", Ops: op.List{op.Exec{SQL: "DROP INDEX books_search_idx"}}},
			op.Only{Dialect: "sqlite", Ops: op.List{op.Exec{SQL: "DROP TABLE books_search"}}},
		},
	}
	db := openDB()
	m, err := echomigrate.New(db, echomigrate.Config{Repository: versions(createBooks, index)})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)
	n, err := db.NewSelect().Table("books_search").Count(ctx)
	fmt.Println(n, err)
	// Output: 0 <nil>
}

// Revisions can be SQL files; in a program they are embedded by go:embed.
func ExampleMigrator_Upgrade_sqlFiles() {
	files := fstest.MapFS{"c0ffee123456_create_authors.sql": {Data: []byte(`-- Create authors
--
-- revision: c0ffee123456
-- revises:

-- upgrade
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);

-- downgrade
DROP TABLE authors;
`)}}
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: sqlfile.NewRepository(files)})
	check(err)
	report, err := m.Upgrade(context.Background(), "head")
	check(err)
	for _, e := range report.Done {
		fmt.Println(e.Direction, e.Revision.ID, e.Revision.Message)
	}
	// Output: upgrade c0ffee123456 Create authors
}

// What stands behind -x on the command line reaches a Func, and hooks.
func ExampleMigrator_Upgrade_invocation() {
	greet := revision.Revision{ID: "c0ffee123456", Upgrade: []op.Operation{
		op.Func{Name: "greet", Run: func(ctx context.Context, _ bun.IDB) error {
			i := op.InvocationFrom(ctx)
			fmt.Println(i.Arguments, i.Tag)
			return nil
		}},
	}}
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(greet)})
	check(err)
	_, err = m.Upgrade(context.Background(), "head", echomigrate.RunOptions{
		Invocation: op.Invocation{Arguments: []string{"tenant=north", "dry"}, Tag: "nightly"},
	})
	check(err)
	// Output: [tenant=north dry] nightly
}
