package echomigrate_test

import (
	"context"
	"fmt"

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
	history, err := m.History(ctx, "", true)
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
