// Package migratetest is for the tests of your own migration repository, and for those of the application that need a database.
//
// Say once how the application opens a database, in a test file beside it:
//
//	var kit = &migratetest.Kit{Open: openDatabase}
//
// One line then tests all revisions on a real database, and another gives a test a database of its own at the head revisions:
//
//	func TestRevisions(t *testing.T) { kit.Verify(t) }
//
//	func TestSignUp(t *testing.T) {
//		db := kit.Database(t)
//		…
//	}
//
// The databases are on the PostgreSQL server of DATABASE_URL, beside the one that it names, and SQLite files where it names none. A
// server that cannot be reached fails the test; nothing is skipped.
package migratetest

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// Run checks a repository without any database: its revisions fit together and have one head, each file in the working
// directory (which in a test is the package's own) is compiled in, and each revision can be written as SQL for every kind of
// database, applies to what those before it made, and leaves no trace when it is taken back. What SQL and Go in a revision
// do (op.Exec, op.Func) cannot be checked this way; Kit.Verify does.
//
// Further repositories are those of the other version locations, whose revisions take part; their heads are left to tests of
// their own.
func Run(t *testing.T, repository *revision.Repository, further ...*revision.Repository) {
	t.Helper()
	graph, err := revision.GraphOf(append([]*revision.Repository{repository}, further...)...)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "heads", func() error { return oneHead(graph, repository) })
	check(t, "files", func() error { return revisionfile.Check(os.DirFS("."), graph, nil) })
	for _, d := range known.Dialects() {
		for _, database := range databases(graph.Ordered()) {
			check(t, path.Join(d.Name(), database), func() error { return replay(d, database, graph.Ordered(), nil) })
		}
	}
}

// check runs one of the checks as a test of that name, and reports whether it passed.
func check(t *testing.T, name string, find func() error) bool {
	t.Helper()
	return t.Run(name, func(t *testing.T) {
		t.Helper()
		if err := find(); err != nil {
			t.Error(err)
		}
	})
}

// oneHead finds several heads among a repository's own revisions.
func oneHead(graph *revision.Graph, repository *revision.Repository) error {
	var heads []string
	for _, r := range repository.Revisions() {
		if place, _ := graph.Place(r.ID); place.Head {
			heads = append(heads, r.ID)
		}
	}
	if len(heads) > 1 {
		return severalHeads(heads)
	}
	return nil
}

func severalHeads(heads []string) error {
	return fmt.Errorf("there are several heads (%s): join them by `db merge`", strings.Join(heads, ", "))
}

var errNoOpen = errors.New("migratetest: Kit.Open is missing: say how the application opens a database")
