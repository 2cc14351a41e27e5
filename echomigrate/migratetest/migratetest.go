// Package migratetest is for the tests of your own migration repository.
package migratetest

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Run checks a repository without any database: its revisions fit together and have one head, each file in the working
// directory (which in a test is the package's own) is compiled in, and each revision can be written as SQL for every kind of
// database, applies to what those before it made, and leaves no trace when it is taken back. What SQL and Go in a revision
// do (op.Exec, op.Func) cannot be checked this way.
//
// Further repositories are those of the other version locations, whose revisions take part; their heads are left to tests of
// their own.
func Run(t *testing.T, repository *revision.Repository, further ...*revision.Repository) {
	t.Helper()
	graph, err := revision.GraphOf(append([]*revision.Repository{repository}, further...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("heads", func(t *testing.T) { checkHeads(t, graph, repository) })
	t.Run("files", func(t *testing.T) { checkFiles(t, graph) })
	for _, d := range known.Dialects() {
		for _, database := range databases(graph.Ordered()) {
			t.Run(path.Join(d.Name(), database), func(t *testing.T) { checkReplay(t, d, database, graph.Ordered()) })
		}
	}
}

// checkHeads finds several heads among a repository's own revisions.
func checkHeads(t *testing.T, graph *revision.Graph, repository *revision.Repository) {
	var heads []string
	for _, r := range repository.Revisions() {
		if place, _ := graph.Place(r.ID); place.Head {
			heads = append(heads, r.ID)
		}
	}
	if len(heads) > 1 {
		t.Errorf("there are several heads (%s): join them", strings.Join(heads, ", "))
	}
}

func checkFiles(t *testing.T, graph *revision.Graph) {
	if err := revisionfile.Check(os.DirFS("."), graph, nil); err != nil {
		t.Error(err)
	}
}

// databases lists the databases that revisions name, the first one without a name.
func databases(revisions []revision.Revision) []string {
	names := []string{""}
	for _, r := range revisions {
		for _, o := range slices.Concat(r.Upgrade, r.Downgrade) {
			if d, is := o.(op.Database); is && !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	return names
}

// checkReplay goes up revision by revision, and at each down and up again.
func checkReplay(t *testing.T, d dialect.Dialect, database string, revisions []revision.Revision) {
	s := &schema.Schema{}
	exact := true
	target := op.Target{Dialect: d.Name(), Database: database}
	for _, r := range revisions {
		up, down := op.For(target, r.Upgrade), op.For(target, r.Downgrade)
		opaque := slices.ContainsFunc(slices.Concat(up, down), op.IsOpaque)
		exact = exact && !opaque
		after := s.Clone()
		if err := step(d, after, up); err != nil && exact {
			t.Fatalf("upgrade %s (%s): %v", r.ID, r.Source, err)
		}
		before := after.Clone()
		err := step(d, before, down)
		switch {
		case !exact:
		case err != nil:
			t.Fatalf("downgrade %s (%s): %v", r.ID, r.Source, err)
		default:
			if trace := differences(d, s, before); trace != "" {
				t.Errorf("downgrade %s (%s) does not lead back: %s", r.ID, r.Source, trace)
			}
		}
		s = after
	}
}

// step compiles operations, then applies them.
func step(d dialect.Dialect, s *schema.Schema, ops []op.Operation) error {
	if _, err := d.Compile(ops, func() (*schema.Schema, error) { return s.Clone(), nil }); err != nil {
		return err
	}
	return op.Apply(s, ops)
}

// differences names the tables that are not the same, the order of columns aside.
func differences(d dialect.Dialect, want, got *schema.Schema) string {
	a, b := canonical(d, want), canonical(d, got)
	var list []string
	for _, t := range a.Tables {
		switch other := b.Table(t.ID()); {
		case other == nil:
			list = append(list, fmt.Sprintf("table %s is missing", t.ID()))
		case !t.Equal(*other):
			list = append(list, fmt.Sprintf("table %s was %+v and is %+v", t.ID(), t, *other))
		}
	}
	for _, t := range b.Tables {
		if a.Table(t.ID()) == nil {
			list = append(list, fmt.Sprintf("table %s is left", t.ID()))
		}
	}
	return strings.Join(list, "; ")
}

func canonical(d dialect.Dialect, s *schema.Schema) *schema.Schema {
	c := &schema.Schema{}
	for _, t := range s.Tables {
		t = d.Canonical(t)
		slices.SortFunc(t.Columns, func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
		c.Tables = append(c.Tables, t)
	}
	return c
}
