package echomigrate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestAdoptRefusesAnotherSchema compares the database with what the baseline makes.
func TestAdoptRefusesAnotherSchema(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		tool := formerGoose
		tool.to(t, db, 0, 3)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		other := another(t, db)
		tool.to(t, other, 0, 3)
		run(t, other, "DROP INDEX books_author_idx", "ALTER TABLE authors ADD COLUMN born date", "CREATE TABLE notes (id integer)",
			"CREATE UNIQUE INDEX books_once ON books (author_id, price)")
		additions := []string{"column born of table authors", "index books_once of table books", "table notes"}
		if db.Dialect().Name() == dialect.PG {
			run(t, other, "ALTER TABLE books ADD CONSTRAINT dear CHECK (price < 1000)")
			additions = append(additions, "check constraint dear of table books")
		}
		slices.Sort(additions)
		m := adopter(t, other, baseline)
		err := refused(t, m, from(tool), baseline.ID, "CreateIndex books", "--no-check")
		if !errors.Is(err, echomigrate.ErrDrift) {
			t.Errorf("%v", err)
		}
		run(t, other, "CREATE INDEX books_author_idx ON books (author_id)")
		o := from(tool)
		o.DryRun = true
		found := mustAdopt(t, m, o)
		var left []string
		for _, object := range found.Unmanaged {
			left = append(left, object.String())
		}
		slices.Sort(left)
		if d := cmp.Diff(additions, left); d != "" || found.Tables != 2 || len(found.Report.Done) > 0 {
			t.Errorf("%+v, left alone (-want +got):\n%s", found, d)
		}
		run(t, other, "DROP INDEX books_author_idx")
		o.DryRun, o.NoCheck = false, true
		mustAdopt(t, m, o, baseline.ID)
	})
}

// TestAdoptRefusesWhatIsNotAtRest finds a dirty version, a held lock and a gap, also before a baseline is made.
func TestAdoptRefusesWhatIsNotAtRest(t *testing.T) {
	for _, c := range []struct {
		tool        formerTool
		leave, want string
	}{
		{formerBun, "INSERT INTO bun_migration_locks (table_name) VALUES ('bun_migrations')", "bun_migration_locks holds its lock"},
		{formerGolangMigrate, "UPDATE schema_migrations SET dirty = true", "version 2 is dirty"},
	} {
		testdb.Each(t, func(t *testing.T, db *bun.DB) {
			tool := c.tool
			tool.to(t, db, 0, 2)
			baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
			run(t, db, c.leave)
			m := adopter(t, db, baseline)
			if err := refused(t, m, from(tool), tool.name, tool.table, c.want); !errors.Is(err, adopt.ErrUnfinished) {
				t.Errorf("%v", err)
			}
			if _, err := m.InitFromDatabase(t.Context(), echomigrate.InitOptions{}); !errors.Is(err, adopt.ErrUnfinished) {
				t.Errorf("init: %v", err)
			}
		})
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		gooseTo(t, db, 0, 3)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		m := adopter(t, db, baseline)
		run(t, db, "DELETE FROM goose_db_version WHERE version_id = 2")
		refused(t, m, from(formerGoose), "goose is at 3, without 2, which revision "+baseline.ID+" replaces",
			"`goose -allow-missing up-to 2` first, or where what it does is in the database already, name the revision by `--to "+baseline.ID+"`")
		named := from(formerGoose)
		named.To, named.DryRun = []string{baseline.ID}, true
		mustAdopt(t, m, named)
		run(t, db, "DROP INDEX books_author_idx")
		refused(t, m, named, "CreateIndex books")
		run(t, db, "CREATE INDEX books_author_idx ON books (author_id)")
		run(t, db, "DELETE FROM goose_db_version WHERE version_id = 3")
		refused(t, m, from(formerGoose), "without 2, 3", "`goose up-to 3` first")
		run(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, true)")
		// As goose's older versions leave a migration that was applied again after it was taken back.
		run(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, false)")
		refused(t, m, from(formerGoose), "without 2")
		run(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, true)")
		mustAdopt(t, m, from(formerGoose), baseline.ID)
	})
}

// TestAdoptRefusesTheBase names no revision by --to, on a database that has tables.
func TestAdoptRefusesTheBase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		gooseTo(t, db, 0, 3)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		o := from(formerGoose)
		o.To = []string{"base"}
		refused(t, adopter(t, db, baseline), o, "base is no revision that a database has")
	})
}

// TestBunHoldsItsLock takes the lock as bun's own migrator does.
func TestBunHoldsItsLock(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		tool := formerBun
		tool.to(t, db, 0, 2)
		baseline, _ := newBaseline(t, db, echomigrate.InitOptions{})
		m, own := adopter(t, db, baseline), bunMigrator(db, 2)
		if err := own.Lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		refused(t, m, from(tool), "holds its lock")
		if err := own.Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		mustAdopt(t, m, from(tool), baseline.ID)
	})
}
