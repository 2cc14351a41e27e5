package echomigrate_test

import (
	"context"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// A database that goose looked after has the first revision, because that one replaces what goose did there.
func ExampleMigrator_Adopt() {
	ctx := context.Background()
	db := openDB()
	for _, statement := range []string{
		"CREATE TABLE books (id integer PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL)",
		"CREATE TABLE goose_db_version (id integer PRIMARY KEY, version_id integer NOT NULL, is_applied integer NOT NULL, tstamp timestamp)",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (20240101, 1), (20240102, 1)",
	} {
		_, err := db.Exec(statement)
		check(err)
	}
	baseline := createBooks
	baseline.Replaces = []revision.Former{{Tool: "goose", Versions: []string{"20240101", "20240102"}}}
	m, err := echomigrate.New(db, echomigrate.Config{Repository: versions(baseline, addISBN)})
	check(err)

	found, err := m.Adopt(ctx, echomigrate.AdoptOptions{From: adopt.Source{Tool: "goose"}})
	check(err)
	fmt.Println("goose is at", found.Former.Latest(), "and here it is", found.Report.After)
	report, err := m.Upgrade(ctx, "head")
	check(err)
	fmt.Println("then", report.After)
	// Output:
	// goose is at 20240102 and here it is [4a1f0c2b9d3e]
	// then [8c2f1e0a7b44]
}
