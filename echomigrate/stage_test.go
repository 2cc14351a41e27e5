package echomigrate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// stage is a time in the life of an app, whose models stay the same for as long.
type stage struct {
	says   string
	models []any
	// up and down are the operations that lead there and back. What leads back is not looked at where nothing is said.
	up, down []string
	// then is called with a database that has come there; nil where there is nothing to be done.
	then func(t *testing.T, db *bun.DB)
}

// inserts puts a row in, which is there from then on.
func inserts(sql string) func(*testing.T, *bun.DB) {
	return func(t *testing.T, db *bun.DB) {
		t.Helper()
		run(t, db, sql)
	}
}

// live generates a revision for each stage, and runs it there, back and again.
func live(t *testing.T, db *bun.DB, stages []stage) (revisions []revision.Revision) {
	t.Helper()
	directory, _ := versionsDirectory(t)
	for _, s := range stages {
		config := echomigrate.Config{Repository: repository(revisions...), Models: s.models, Directory: directory}
		made, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
		if err != nil {
			t.Fatalf("%s: %v", s.says, err)
		}
		if d := cmp.Diff(s.up, operationLines(made.Revision.Upgrade)); d != "" {
			t.Errorf("%s (-want +got)\n%s", s.says, d)
		}
		if d := cmp.Diff(s.down, operationLines(made.Revision.Downgrade)); d != "" && s.down != nil {
			t.Errorf("%s, back (-want +got)\n%s", s.says, d)
		}
		if made.Doubts != nil {
			t.Errorf("%s: %q", s.says, made.Doubts)
		}
		revisions = append(revisions, made.Revision)
		s.reach(t, db, revisions)
	}
	return revisions
}

// relive runs on a database what was generated for the stages on another one.
func relive(t *testing.T, db *bun.DB, stages []stage, revisions []revision.Revision) {
	t.Helper()
	for i, s := range stages {
		s.reach(t, db, revisions[:i+1])
	}
}

// reach goes to the last revision, back and again, and compares.
func (s stage) reach(t *testing.T, db *bun.DB, revisions []revision.Revision) {
	t.Helper()
	last := revisions[len(revisions)-1]
	m := migrator(t, db, echomigrate.Config{Repository: repository(revisions...), Models: s.models})
	before := inspectAll(t, db)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatalf("upgrade to %s: %v", operationLines(last.Upgrade), err)
	}
	if found := operations(t, m); found != nil {
		t.Errorf("after %s there is left %v", operationLines(last.Upgrade), found)
	}
	after := inspectAll(t, db)
	if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
		t.Fatalf("downgrade by %s: %v", operationLines(last.Downgrade), err)
	}
	if d := cmp.Diff(before, inspectAll(t, db), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("there and back by %s %s (-before +after)\n%s", operationLines(last.Upgrade), operationLines(last.Downgrade), d)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatalf("upgrade again to %s: %v", operationLines(last.Upgrade), err)
	}
	if d := cmp.Diff(after, inspectAll(t, db), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("again (-first +second)\n%s", d)
	}
	if s.then != nil {
		s.then(t, db)
	}
}

// inspectAll is the schema with its columns by name.
func inspectAll(t *testing.T, db *bun.DB) *schema.Schema {
	t.Helper()
	var d dialect.Dialect = postgres.New()
	if db.Dialect().Name().String() == "sqlite" {
		d = sqlite.New()
	}
	s, err := d.Inspect(t.Context(), db, dialect.Scope{Exclude: []schema.Name{{Table: "echomigrate_version"}, {Table: "echomigrate_history"}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
