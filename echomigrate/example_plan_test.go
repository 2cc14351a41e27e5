package echomigrate_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

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
