package echomigrate_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

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
