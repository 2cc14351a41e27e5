package runner_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// refuseWrites has the database refuse a kind of write to a table, from the next statement of a revision on.
func refuseWrites(db *bun.DB, table, write string) []string {
	if isPostgres(db) {
		return []string{"CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
			"CREATE TRIGGER refuse BEFORE " + write + " ON " + table + " FOR EACH ROW EXECUTE FUNCTION refuse()"}
	}
	return []string{"CREATE TRIGGER refuse BEFORE " + write + " ON " + table + " BEGIN SELECT RAISE(FAIL, 'no room'); END"}
}

func TestWhatIsNotRecordedIsNotTheLastStepsFault(t *testing.T) {
	counting := does("b2 < a1", counted, count(1))
	for _, c := range []struct {
		name, table, write string
		mode               revision.TransactionMode
		next               revision.Revision
	}{
		{"version rows", "echomigrate_version", "UPDATE", revision.PerRevision, does("b2 < a1", createTable("b"), createTable("c"))},
		{"history row", "echomigrate_history", "INSERT", revision.PerRevision, does("b2 < a1", createTable("b"), createTable("c"))},
		{"history row in one transaction", "echomigrate_history", "INSERT", revision.AllInOne, does("b2 < a1", createTable("b"), createTable("c"))},
		{"behind Go", "echomigrate_version", "UPDATE", revision.PerRevision, does("b2 < a1", createTable("b"), op.Func{Name: "nothing", Run: func(context.Context, bun.IDB) error { return nil }})},
		{"the beginning", "echomigrate_history", "INSERT", revision.NoTransaction, does("b2 < a1", createTable("b"), createTable("c"))},
		{"a step outside", "echomigrate_history", "UPDATE", revision.PerRevision, does("b2 < a1", createTable("b"), alone("SELECT 1"))},
		{"a batch", "echomigrate_history", "UPDATE OF reached", revision.PerRevision, counting},
	} {
		t.Run(c.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				r := inMode(t, db, c.mode, does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, 'x'), (2, 'y')"}), c.next)
				upgrade(t, r, "a1")
				exec(t, db, refuseWrites(db, c.table, c.write)...)
				_, err := r.Upgrade(ctx, "head")
				if err == nil || !strings.Contains(err.Error(), "record it in table "+c.table+": ") || !strings.Contains(err.Error(), "no room") || strings.Contains(err.Error(), "step ") {
					t.Errorf("got the error %v", err)
				}
				exec(t, db, "DROP TRIGGER refuse"+map[bool]string{true: " ON " + c.table}[isPostgres(db)])
				upgrade(t, r, "head")
				usable(t, db)
			})
		})
	}
}

// The savepoints of one revision say nothing of the next one's steps in the same transaction.
func TestAStepIsToBlameBehindWhatWasRecorded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := inMode(t, db, revision.AllInOne, creates("a1", "a"), creates("b2 < a1", "b"), creates("c3 < b2", "a"))
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.Contains(err.Error(), "upgrade c3: step 1, CreateTable a: ") {
			t.Errorf("got the error %v", err)
		}
	})
}

func TestATableThatMayNotBeWrittenOrIsGoneIsNamed(t *testing.T) {
	for _, c := range []struct {
		meanwhile []string
		want      string
	}{
		{[]string{"GRANT CREATE ON SCHEMA public TO pg_monitor", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO pg_monitor", "SET LOCAL ROLE pg_monitor"},
			"upgrade b2: record it in table echomigrate_version: ERROR: permission denied for table echomigrate_version (SQLSTATE 42501)"},
		{[]string{"DROP TABLE echomigrate_history"},
			`upgrade b2: record it in table echomigrate_history: ERROR: relation "echomigrate_history" does not exist (SQLSTATE 42P01)`},
	} {
		db := testdb.Postgres(t)
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		upgrade(t, r, "a1")
		r.BeforeRevision = func(_ context.Context, _ runner.Event, db bun.IDB) error {
			exec(t, db, c.meanwhile...)
			return nil
		}
		if _, err := r.Upgrade(ctx, "head"); err == nil || err.Error() != c.want {
			t.Errorf("got the error %v\nwant          %s", err, c.want)
		}
	}
}
