package echomigrate_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
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

// Somebody else may run the script, on a database that this program does not reach.
func ExampleMigrator_UpgradeSQL() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	var script strings.Builder
	check(m.UpgradeSQL(&script, "4a1f:head", runner.ScriptOptions{}))
	for line := range strings.Lines(script.String()) {
		if strings.HasPrefix(line, "-- ") || strings.HasPrefix(line, "ALTER") {
			fmt.Print(line)
		}
	}
	// Output:
	// -- For a database of sqlite that is at 4a1f0c2b9d3e.
	// -- Running upgrade 8c2f1e0a7b44, Add ISBN
	// ALTER TABLE "books" ADD COLUMN "isbn" TEXT;
}

// A revision holds the operations for each database; each database remembers where it is.
func ExampleConfig_databases() {
	ctx := context.Background()
	views := revision.Revision{
		ID: "c0ffee123456", Message: "Count views", Revises: []string{"4a1f0c2b9d3e"},
		Upgrade: []op.Operation{
			op.Database{Name: "analytics", Ops: op.List{
				op.CreateTable{Table: schema.Table{Name: "views", Columns: []schema.Column{{Name: "book_id", Type: "bigint"}}}},
			}},
		},
		Downgrade: []op.Operation{
			op.Database{Name: "analytics", Ops: op.List{op.DropTable{Table: "views"}}},
		},
	}
	analytics := openDB()
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(createBooks, views),
		Databases:  []echomigrate.Database{{Name: "analytics", DB: analytics}},
	})
	check(err)
	for _, d := range m.Databases() {
		report, err := d.Upgrade(ctx, "head")
		check(err)
		fmt.Printf("%q is at %s\n", d.Name(), report.After)
	}
	n, err := analytics.NewSelect().Table("views").Count(ctx)
	check(err)
	fmt.Println(n, "views")
	// Output:
	// "" is at [c0ffee123456]
	// "analytics" is at [c0ffee123456]
	// 0 views
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

// A hook gets the transaction of the revision: what it writes is there when the revision is, and its error takes both back.
func ExampleConfig_afterRevision() {
	ctx := context.Background()
	db := openDB()
	_, err := db.Exec("CREATE TABLE audit (line text)")
	check(err)
	m, err := echomigrate.New(db, echomigrate.Config{
		Repository: versions(createBooks, addISBN),
		BeforeRevision: func(_ context.Context, e runner.Event, _ bun.IDB) error {
			if e.Direction == runner.Downgrade && os.Getenv("ALLOW_DOWNGRADE") == "" {
				return fmt.Errorf("not allowed here")
			}
			return nil
		},
		AfterRevision: func(ctx context.Context, e runner.Event, db bun.IDB) error {
			_, err := db.ExecContext(ctx, "INSERT INTO audit VALUES (?)", fmt.Sprint(e.Direction, " ", e.Revision.Message))
			return err
		},
	})
	check(err)
	_, err = m.Upgrade(ctx, "head")
	check(err)
	_, err = m.Downgrade(ctx, "-1")
	fmt.Println(err)

	var lines []string
	check(db.NewSelect().Table("audit").Column("line").Scan(ctx, &lines))
	fmt.Println(strings.Join(lines, "\n"))
	// Output:
	// downgrade 8c2f1e0a7b44: BeforeRevision: not allowed here
	// upgrade Create books
	// upgrade Add ISBN
}

// A database that Alembic looked after has its table; the revisions have the IDs that they had there.
func ExampleConfig_versionTable() {
	ctx := context.Background()
	db := openDB()
	for _, statement := range []string{
		"CREATE TABLE books (id integer PRIMARY KEY, title varchar NOT NULL)",
		"CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
		"INSERT INTO alembic_version VALUES ('4a1f0c2b9d3e')",
	} {
		_, err := db.Exec(statement)
		check(err)
	}
	m, err := echomigrate.New(db, echomigrate.Config{
		Repository:   versions(createBooks, addISBN),
		VersionTable: schema.Name{Table: "alembic_version"},
	})
	check(err)
	report, err := m.Upgrade(ctx, "head")
	check(err)
	fmt.Println(report.Before, "to", report.After)
	// Output: [4a1f0c2b9d3e] to [8c2f1e0a7b44]
}

// A run tells a logger what happens.
func ExampleConfig_logger() {
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}})
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks), Logger: slog.New(handler)})
	check(err)
	_, err = m.Upgrade(context.Background(), "head")
	check(err)
	// Output: level=INFO msg=upgrade revision=4a1f0c2b9d3e message="Create books"
}

// What an upgrade would do is known before: each statement, and who waits for its locks.
func ExampleMigrator_UpgradePlan() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	plan, err := m.UpgradePlan(context.Background(), "head")
	check(err)
	for _, r := range plan.Revisions {
		fmt.Println(r.Title())
		for _, step := range r.Steps {
			fmt.Println(" ", step.Operations[0], "statements:", len(step.Statements))
		}
	}
	// Output:
	// upgrade  -> 4a1f0c2b9d3e, Create books
	//   CreateTable books statements: 1
	// upgrade 4a1f0c2b9d3e -> 8c2f1e0a7b44, Add ISBN
	//   AddColumn books.isbn statements: 1
}

// Each finding has a code that stays the same, and says the way out.
func ExampleMigrator_Doctor() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks)})
	check(err)
	found, err := m.Doctor(context.Background())
	check(err)
	for _, f := range found.Findings {
		if f.Code == "no-table" {
			fmt.Println(f.Severity, f.Text)
		}
	}
	// Output:
	// note there is no table echomigrate_version: nothing was run here
	// note there is no table echomigrate_history: nothing was run here
}

// A dry run runs everything and leaves nothing behind.
func ExampleMigrator_UpgradeDryRun() {
	ctx := context.Background()
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	report, err := m.UpgradeDryRun(ctx, "head")
	check(err)
	fmt.Println(report.IDs(), len(report.NotTried))
	current, err := m.Current(ctx)
	check(err)
	fmt.Println(len(current))
	// Output:
	// [4a1f0c2b9d3e 8c2f1e0a7b44] 0
	// 0
}
