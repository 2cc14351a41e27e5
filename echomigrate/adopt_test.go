package echomigrate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// newBaseline is what init --from-database makes of a database, and its source.
func newBaseline(t *testing.T, db *bun.DB, options echomigrate.InitOptions) (r revision.Revision, source string) {
	t.Helper()
	directory := t.TempDir()
	if err := os.WriteFile(filepath.Join(directory, "go.mod"), []byte("module example.com/shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := migrator(t, db, echomigrate.Config{Directory: filepath.Join(directory, "migrations")})
	baseline, err := m.InitFromDatabase(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(baseline.Path)
	if err != nil {
		t.Fatal(err)
	}
	return baseline.Revision, string(content)
}

// adopter adopts databases from a tool with these revisions.
func adopter(t *testing.T, db *bun.DB, revisions ...revision.Revision) *echomigrate.Migrator {
	t.Helper()
	return migrator(t, db, echomigrate.Config{Repository: repository(revisions...)})
}

// mustAdopt adopts a database, and checks that the version table says so.
func mustAdopt(t *testing.T, m *echomigrate.Migrator, o echomigrate.AdoptOptions, want ...string) echomigrate.Adoption {
	t.Helper()
	found, err := m.Adopt(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, current(t, m)); d != "" {
		t.Errorf("the version table (-want +got):\n%s", d)
	}
	return found
}

func current(t *testing.T, m *echomigrate.Migrator) (ids []string) {
	t.Helper()
	entries, err := m.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		ids = append(ids, e.Revision.ID)
	}
	return ids
}

func from(tool formerTool) echomigrate.AdoptOptions {
	return echomigrate.AdoptOptions{From: adopt.Source{Tool: tool.name}}
}

// refused checks that a database is not adopted, with this in the error, and that it is as before.
func refused(t *testing.T, m *echomigrate.Migrator, o echomigrate.AdoptOptions, want ...string) error {
	t.Helper()
	before := current(t, m)
	_, err := m.Adopt(t.Context(), o)
	if err == nil {
		t.Fatal("it is adopted")
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the error has no %q: %v", text, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has several lines: %v", err)
	}
	if d := cmp.Diff(before, current(t, m)); d != "" {
		t.Errorf("the version table (-before +after):\n%s", d)
	}
	return err
}

// TestAdopt makes a baseline of one database, and adopts others that the tool left behind, at and ahead of it. One connection will do.
func TestAdopt(t *testing.T) {
	eachTool(t, func(t *testing.T, db *bun.DB, tool formerTool) {
		db.SetMaxOpenConns(1)
		tool.to(t, db, 0, 2)
		baseline, source := newBaseline(t, db, echomigrate.InitOptions{})
		if d := cmp.Diff([]revision.Former{{Tool: tool.name, Versions: tool.at2}}, baseline.Replaces); d != "" {
			t.Errorf("what the baseline replaces (-want +got):\n%s", d)
		}
		if strings.Contains(source, tool.table) || strings.Contains(source, "bun_migration_locks") || !strings.Contains(source, `Name: "books"`) {
			t.Errorf("the baseline makes the tool's own table, or not all others:\n%s", source)
		}
		m := adopter(t, db, baseline)
		if found := mustAdopt(t, m, from(tool), baseline.ID); found.Tables != 2 || found.Unmanaged != nil || found.Already || len(found.Report.Done) != 1 {
			t.Errorf("%+v", found)
		}
		if found := mustAdopt(t, m, from(tool), baseline.ID); !found.Already || len(found.Report.Done) != 0 {
			t.Errorf("adopted twice: %+v", found)
		}
		if _, err := db.Exec("SELECT 1 FROM " + tool.table); err != nil {
			t.Errorf("the tool's table: %v", err)
		}

		other := another(t, db)
		tool.to(t, other, 0, 1)
		m = adopter(t, other, baseline)
		var unlike *revision.FormerError
		behind := refused(t, m, from(tool), tool.name+" is at ", "run ", tool.at2[len(tool.at2)-1], " first")
		if !errors.As(behind, &unlike) || unlike.Revision != baseline.ID || len(unlike.Missing) != 1 {
			t.Errorf("%v", behind)
		}
		tool.to(t, other, 1, 2)
		mustAdopt(t, m, from(tool), baseline.ID)

		ahead := another(t, db)
		tool.to(t, ahead, 0, 3)
		m = adopter(t, ahead, baseline)
		refused(t, m, from(tool), tool.name)
	})
}

// TestAdoptNothing runs the baseline on an empty database, also one in which the tool was before, and it makes the same there.
func TestAdoptNothing(t *testing.T) {
	eachTool(t, func(t *testing.T, db *bun.DB, tool formerTool) {
		tool.to(t, db, 0, 3)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		for _, begun := range []bool{false, true} {
			fresh := another(t, db)
			if begun {
				tool.to(t, fresh, 0, 0)
			}
			m := adopter(t, fresh, baseline)
			if found := mustAdopt(t, m, from(tool)); found.Already || found.Revisions != nil {
				t.Errorf("%+v", found)
			}
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			if found := mustAdopt(t, m, from(tool), baseline.ID); !found.Already {
				t.Errorf("%+v", found)
			}
		}
	})
}

// TestAdoptIsOneOfSeveralAtOnce adopts a database from several processes' places at once: one of them stamps it.
func TestAdoptIsOneOfSeveralAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		tool := formerGolangMigrate
		tool.to(t, db, 0, 2)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		m := adopter(t, db, baseline)
		const several = 8
		var stamped atomic.Int64
		var all sync.WaitGroup
		for range several {
			all.Go(func() {
				found, err := m.Adopt(context.WithoutCancel(t.Context()), from(tool))
				if err != nil || found.Already == (len(found.Report.Done) > 0) {
					t.Errorf("%+v, %v", found, err)
				}
				stamped.Add(int64(len(found.Report.Done)))
			})
		}
		all.Wait()
		if stamped.Load() != 1 {
			t.Errorf("stamped %d times", stamped.Load())
		}
	})
}

// TestAdoptTablesOfOtherNames has the tool's tables where it was told to have them.
func TestAdoptTablesOfOtherNames(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		bunTo(t, db, 0, 2)
		source := adopt.Source{Tool: "bun", Table: schema.Name{Table: "steps"}, Locks: schema.Name{Table: "step_locks"}}
		if db.Dialect().Name() == dialect.PG {
			run(t, db, "CREATE SCHEMA ops", "ALTER TABLE bun_migrations SET SCHEMA ops", "ALTER TABLE bun_migration_locks SET SCHEMA ops",
				"ALTER TABLE ops.bun_migrations RENAME TO steps", "ALTER TABLE ops.bun_migration_locks RENAME TO step_locks")
			source.Table.Schema, source.Locks.Schema = "ops", "ops"
		} else {
			run(t, db, "ALTER TABLE bun_migrations RENAME TO steps", "ALTER TABLE bun_migration_locks RENAME TO step_locks")
		}
		baseline, file := newBaseline(t, db, echomigrate.InitOptions{Former: []adopt.Source{source}})
		if strings.Contains(file, "step") || len(baseline.Replaces) != 1 {
			t.Errorf("the baseline:\n%s", file)
		}
		m := adopter(t, db, baseline)
		refused(t, m, from(formerBun), "bun's table bun_migrations: there is no such table: give its name by --table")
		run(t, db, "INSERT INTO "+source.Locks.String()+" (table_name) VALUES ('"+source.Table.String()+"')")
		refused(t, m, echomigrate.AdoptOptions{From: source}, "holds its lock")
		run(t, db, "DELETE FROM "+source.Locks.String())
		mustAdopt(t, m, echomigrate.AdoptOptions{From: source}, baseline.ID)
		refused(t, m, echomigrate.AdoptOptions{From: adopt.Source{Tool: "bun", Table: schema.Name{Table: "books"}}}, "table books is not bun's")
		refused(t, m, echomigrate.AdoptOptions{From: adopt.Source{Tool: "gose"}}, `no tool "gose" is known (did you mean goose?)`)
	})
}

// TestAdoptTo names the revision where none says what it replaces, and does not go back from a later one.
func TestAdoptTo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		tool := formerGoose
		tool.to(t, db, 0, 2)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		baseline.Replaces = nil
		next := revision.Revision{ID: "b2", Revises: []string{baseline.ID}, Upgrade: []op.Operation{
			op.AddColumn{Table: "authors", Column: schema.Column{Name: "born", Type: "date"}},
		}}
		m := adopter(t, db, baseline, next)
		refused(t, m, from(tool), "no revision says what it replaces of goose, which is at 2", "--to")
		o := from(tool)
		o.To = []string{"b2"}
		refused(t, m, o, "AddColumn authors.born")
		o.To = []string{baseline.ID}
		mustAdopt(t, m, o, baseline.ID)
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if found := mustAdopt(t, m, o, "b2"); !found.Already {
			t.Errorf("%+v", found)
		}
		if _, err := m.Stamp(t.Context(), []string{baseline.ID}); err != nil {
			t.Fatal(err)
		}
		o.To = []string{"b2"}
		refused(t, m, o, "the database is at "+baseline.ID+", which does not have revision b2: `db stamp`")
	})
}

// TestAdoptAlembicsOwnIDs moves from Alembic's table to ours with a history that has Alembic's IDs.
func TestAdoptAlembicsOwnIDs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		tool := formerAlembic
		tool.to(t, db, 0, 2)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		baseline.ID, baseline.Replaces = "ae1027a6ac2", nil
		mustAdopt(t, adopter(t, db, baseline), from(tool), "ae1027a6ac2")
		m := migrator(t, db, echomigrate.Config{Repository: repository(baseline), VersionTable: schema.Name{Table: "alembic_version"}})
		refused(t, m, from(tool), "table alembic_version is this program's version table already")
	})
}

// TestAdoptSeveralDatabases has one baseline for two databases, each with a table of its own.
func TestAdoptSeveralDatabases(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		second := another(t, db)
		gooseTo(t, db, 0, 2)
		gooseTo(t, second, 0, 1)
		directory := t.TempDir()
		if err := os.WriteFile(filepath.Join(directory, "go.mod"), []byte("module example.com/shop\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		config := echomigrate.Config{Directory: filepath.Join(directory, "migrations"), Databases: []echomigrate.Database{{Name: "second", DB: second}}}
		made, err := migrator(t, db, config).InitFromDatabase(t.Context(), echomigrate.InitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := []revision.Former{{Tool: "goose", Versions: []string{"1", "2"}}, {Tool: "goose", Versions: []string{"1"}, Database: "second"}}
		if d := cmp.Diff(want, made.Revision.Replaces); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		config.Repository, config.Directory = repository(made.Revision), t.TempDir()
		for _, m := range migrator(t, db, config).Databases() {
			mustAdopt(t, m, from(formerGoose), made.Revision.ID)
		}
	})
}
