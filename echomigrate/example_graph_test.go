package echomigrate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// addPages follows the same revision as addISBN does: together they make two heads.
var addPages = revision.Revision{
	ID: "91d0aa3c55e7", Message: "Add pages", Revises: []string{"4a1f0c2b9d3e"},
	Upgrade:   []op.Operation{op.AddColumn{Table: "books", Column: schema.Column{Name: "pages", Type: "integer"}}},
	Downgrade: []op.Operation{op.DropColumn{Table: "books", Column: "pages"}},
}

// The newest revision comes first; the database is asked where it is.
func ExampleMigrator_History() {
	ctx := context.Background()
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	_, err = m.Upgrade(ctx, "4a1f")
	check(err)
	history, err := m.History(ctx, echomigrate.HistoryOptions{Current: true})
	check(err)
	for _, e := range history {
		fmt.Println(e.Revision.ID, e.Revision.Message, "current:", e.Current)
	}
	// Output:
	// 8c2f1e0a7b44 Add ISBN current: false
	// 4a1f0c2b9d3e Create books current: true
}

func ExampleMigrator_Heads() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN, addPages)})
	check(err)
	heads, err := m.Heads()
	check(err)
	for _, e := range heads {
		fmt.Println(e.Revision.ID, e.Revision.Message)
	}
	// Output:
	// 8c2f1e0a7b44 Add ISBN
	// 91d0aa3c55e7 Add pages
}

func ExampleMigrator_Branches() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN, addPages)})
	check(err)
	points, err := m.Branches()
	check(err)
	for _, e := range points {
		fmt.Println(e.Revision.ID, "is followed by", e.Children)
	}
	// Output: 4a1f0c2b9d3e is followed by [8c2f1e0a7b44 91d0aa3c55e7]
}

// Merge joins heads by a revision that changes nothing.
func ExampleMigrator_Merge() {
	directory, remove := emptyRepository()
	defer remove()
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Repository: versions(createBooks, addISBN, addPages), Directory: directory,
	})
	check(err)
	generated, err := m.Merge(context.Background(), echomigrate.RevisionOptions{Message: "Join both"})
	check(err)
	fmt.Println(generated.Revision.Message, generated.Revision.Revises)
	// Output: Join both [8c2f1e0a7b44 91d0aa3c55e7]
}

// A name stands for revisions: the beginning of an ID, a label, the head.
func ExampleMigrator_Show() {
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN)})
	check(err)
	for _, name := range []string{"4a1f", "head"} {
		found, err := m.Show(context.Background(), name)
		check(err)
		fmt.Println(name, "is", found[0].Revision.Message)
	}
	// Output:
	// 4a1f is Create books
	// head is Add ISBN
}

// A module of the program keeps its revisions in a directory of its own. They form one graph with the main ones, and a new
// revision goes beside the one that it follows.
func ExampleVersionLocation() {
	directory, remove := emptyRepository()
	defer remove()
	billing := filepath.Join(directory, "billing")
	check(os.Mkdir(billing, 0o755))
	beginBilling := revision.Revision{ID: "5e0d7c3a9b12", Message: "Begin billing", Labels: []string{"billing"}}
	m, err := echomigrate.New(openDB(), echomigrate.Config{
		Directory:        directory,
		Repository:       versions(createBooks),
		VersionLocations: []echomigrate.VersionLocation{{Directory: billing, Repository: versions(beginBilling)}},
	})
	check(err)
	report, err := m.Upgrade(context.Background(), "heads")
	check(err)
	fmt.Println(report.After)
	generated, err := m.Revision(context.Background(), echomigrate.RevisionOptions{
		ID: "c81f2e6a0d47", Message: "Create invoices", Heads: []string{"billing@head"},
	})
	check(err)
	path, err := filepath.Rel(directory, generated.Path)
	check(err)
	fmt.Println(filepath.ToSlash(path))
	// Output:
	// [4a1f0c2b9d3e 5e0d7c3a9b12]
	// billing/c81f2e6a0d47_create_invoices.go
}
