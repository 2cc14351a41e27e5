package runner_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// changes are two ways to change table a: one whose table is known, and one that only PostgreSQL understands.
var changes = map[string]op.Operation{
	"an operation": op.AddColumn{Table: "a", Column: schema.Column{Name: "more", Type: "text"}},
	"an Exec":      op.Exec{SQL: "ALTER TABLE a ADD COLUMN more text"},
}

// inUse is a database with a table a that somebody reads in an open transaction, and a runner of a revision that changes it.
func inUse(t *testing.T, change op.Operation) (r *runner.Runner, address string, reader bun.Tx) {
	t.Helper()
	address = testdb.PostgresURL(t)
	r = open(t, testdb.OpenPostgres(t, address+"&application_name=upgrading"), creates("a1", "a"), does("b2 < a1", change))
	upgrade(t, r, "a1")
	reader, err := testdb.OpenPostgres(t, address+"&application_name=reports").BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Rollback() })
	exec(t, reader, "SELECT count(*) FROM a")
	return r, address, reader
}

// TestClientsDoNotQueueBehindAnUpgrade reads a table all the time, which a revision is to change and somebody else does not let go.
func TestClientsDoNotQueueBehindAnUpgrade(t *testing.T) {
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			r, address, reader := inUse(t, change)
			r.StatementLockTimeout = 100 * time.Millisecond
			waits := make(chan runner.Wait, 100)
			r.OnWait = func(w runner.Wait) { waits <- w }
			done := make(chan error)
			go func() {
				_, err := r.Upgrade(ctx, "head")
				done <- err
			}()

			clients := testdb.OpenPostgres(t, address)
			var all sync.WaitGroup
			var stop atomic.Bool
			var queries atomic.Int64
			for range 20 {
				all.Go(func() {
					for !stop.Load() {
						if _, err := clients.Exec("SELECT count(*) FROM a"); err != nil {
							t.Error(err)
							return
						}
						queries.Add(1)
					}
				})
			}
			looks := testdb.OpenPostgres(t, address)
			const queued = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND l.relation = 'a'::regclass"
			for queries.Load() < 500 || len(waits) == 0 {
				if name == "an operation" && value(t, looks, queued) != "0" {
					t.Fatal("somebody is in the queue for the table")
				}
				if got := value(t, looks, queued+" AND clock_timestamp() - a.query_start > interval '10s'"); got != "0" {
					t.Fatalf("%s clients have waited for much longer than a statement of the upgrade may", got)
				}
			}
			if w := <-waits; w.Table.Table != "a" || w.Session == nil || w.Session.Application != "reports" || w.Running != nil {
				t.Errorf("the run waits for %+v", w)
			}
			if err := reader.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := <-done; err != nil {
				t.Errorf("when the reader was through: %v", err)
			}
			stop.Store(true)
			all.Wait()
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 1/1"}, log(t, r)); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhoIsInTheWayIsNamed(t *testing.T) {
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			r, _, reader := inUse(t, change)
			r.LockTimeout, r.StatementLockTimeout = 300*time.Millisecond, 50*time.Millisecond
			pid := value(t, reader, "SELECT pg_backend_pid()")
			exec(t, reader, "SELECT  name\n FROM a")
			_, err := r.Upgrade(ctx, "head")
			for _, want := range []string{
				"upgrade b2: ", "a is in use by process " + pid + " (reports) of ", ", whose transaction has been open for ",
				" and idles behind SELECT name FROM a: that did not end in 300ms: end it, as by SELECT pg_terminate_backend(" + pid +
					"), run this again later, or give a longer LockTimeout (--lock-timeout)",
			} {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("the error does not say %q: %v", want, err)
				}
			}
			if rows := current(t, r); rows[0] != "a1" {
				t.Errorf("the database is at %v", rows)
			}
			if err := reader.Commit(); err != nil {
				t.Fatal(err)
			}
			upgrade(t, r, "head")
		})
	}
}

// What a transaction did before it had to be tried again is done once.
func TestATransactionThatIsTriedAgainIsDoneOnce(t *testing.T) {
	r, _, reader := inUse(t, op.Exec{SQL: "SELECT 1"})
	calls := 0
	r = open(t, r.DB, creates("a1", "a"), does("b2 < a1", createTable("b"), op.Exec{SQL: "INSERT INTO b VALUES (1, 'x')"},
		op.Func{Name: "count", Run: func(context.Context, bun.IDB) error {
			if calls++; calls == 2 {
				return reader.Commit()
			}
			return nil
		}}, changes["an Exec"]))
	r.StatementLockTimeout = 50 * time.Millisecond
	upgrade(t, r, "head")
	if got := value(t, r.DB, "SELECT count(*) FROM b"); got != "1" || calls < 2 {
		t.Errorf("table b has %s rows after %d calls", got, calls)
	}
}

func TestAStatementMayTakeSoLong(t *testing.T) {
	long := op.Exec{SQL: "SELECT pg_sleep(600)"}
	fill := op.Backfill{Table: "a", Column: "name", Value: "'y' || pg_sleep(600)", Where: "true", BatchSize: 1}
	for name, hidden := range map[string]bool{"a session": false, "where a pooler may stand between": true} {
		for kind, o := range map[string]op.Operation{"in a transaction": long, "outside": op.Autocommit{Ops: op.List{long}}, "in a batch": fill} {
			t.Run(name+" "+kind, func(t *testing.T) {
				address := testdb.PostgresURL(t)
				db, tapped := tapPostgres(t, address)
				tapped.hidden = hidden
				r := open(t, db, does("a1", createTable("a"), many(3)), does("b2 < a1", o))
				upgrade(t, r, "a1")
				r.StatementTimeout = 50 * time.Millisecond
				if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "upgrade b2: step 1, ") || !strings.Contains(err.Error(), "due to statement timeout") {
					t.Errorf("got the error %v", err)
				}
				if got := log(t, r)[1]; !strings.Contains(got, "due to statement timeout") {
					t.Errorf("the history says %s", got)
				}
				usable(t, db)
			})
		}
	}
}

func TestGoThatNoStatementTimeoutHoldsForIsNamed(t *testing.T) {
	look := op.Func{Name: "look", Run: func(context.Context, bun.IDB) error { return nil }}
	for name, c := range map[string]struct {
		hidden bool
		want   []string
	}{
		"a session": {},
		"where a pooler may stand between": {true, []string{"upgrade a1: step 2, Func look: StatementTimeout does not hold for it, because a pooler may " +
			"stand before the database: give its statements contexts that end in time"}},
	} {
		t.Run(name, func(t *testing.T) {
			db, tapped := tapPostgres(t, testdb.PostgresURL(t))
			tapped.hidden = c.hidden
			r := open(t, db, does("a1", look, op.Autocommit{Ops: op.List{look}}))
			r.StatementTimeout = time.Minute
			if diff := cmp.Diff(c.want, upgrade(t, r, "head").Warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

// The setting holds for steps in a transaction, outside of one and in batches, and for nothing behind the run.
func TestTheStatementTimeoutIsThatOfEachStep(t *testing.T) {
	db := testdb.Postgres(t)
	db.SetMaxOpenConns(1)
	exec(t, db, "SET statement_timeout = '7min'")
	const setting = "current_setting('statement_timeout')"
	note := op.Exec{SQL: "INSERT INTO a SELECT count(*) + 100, " + setting + " FROM a"}
	look := op.Func{Name: "look", Run: func(ctx context.Context, db bun.IDB) error { _, err := db.ExecContext(ctx, note.SQL); return err }}
	fill := op.Backfill{Table: "a", Column: "name", Value: setting, Where: "name = 'x'", BatchSize: 1}
	for _, mode := range []revision.TransactionMode{revision.PerRevision, revision.NoTransaction} {
		t.Run(string(mode), func(t *testing.T) {
			exec(t, db, "DROP TABLE IF EXISTS a, echomigrate_version, echomigrate_history")
			r := inMode(t, db, mode, does("a1", createTable("a"), many(3), note, op.Autocommit{Ops: op.List{note, look}}, fill, look))
			r.StatementTimeout = 9 * time.Minute
			upgrade(t, r, "head")
			if got := value(t, db, "SELECT string_agg(n || ': ' || name, ', ') FROM (SELECT count(*) AS n, name FROM a GROUP BY name) AS seen"); got != "7: 9min" {
				t.Errorf("the statements had %s", got)
			}
			if got := value(t, db, "SELECT "+setting); got != "7min" {
				t.Errorf("behind the run it is %s", got)
			}
		})
	}
}

// The server looks for clients that are gone while a statement of a revision runs, and as it did before behind the run.
func TestTheServerLooksForClientsThatAreGone(t *testing.T) {
	db := testdb.Postgres(t)
	db.SetMaxOpenConns(1)
	const setting = "SELECT coalesce(current_setting('client_connection_check_interval', true), '-')"
	var seen []string
	look := op.Func{Name: "look", Run: func(_ context.Context, on bun.IDB) error {
		seen = append(seen, value(t, on, setting))
		return nil
	}}
	before := value(t, db, setting)
	upgrade(t, open(t, db, does("a1", look, op.Autocommit{Ops: op.List{look}}, look)), "head")
	want := []string{"1s", "1s", "1s"}
	if before == "-" { // PostgreSQL 13
		want = []string{"-", "-", "-"}
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("during the run (-want +got):\n%s", diff)
	}
	if after := value(t, db, setting); after != before {
		t.Errorf("it was %s, and is %s behind the run", before, after)
	}
}

// A statement waits for no longer than the run as a whole may.
func TestAStatementWaitsNoLongerThanTheRun(t *testing.T) {
	db := testdb.Postgres(t)
	for waits, want := range map[time.Duration]string{time.Microsecond: "1ms", 250 * time.Millisecond: "250ms", time.Minute: "3s"} {
		got := ""
		look := op.Func{Name: "look", Run: func(ctx context.Context, tx bun.IDB) error {
			got = value(t, tx, "SHOW lock_timeout")
			return nil
		}}
		r := open(t, db, does("a1", look))
		r.LockTimeout = waits
		upgrade(t, r, "head")
		if got != want {
			t.Errorf("a run that waits for %s has a lock_timeout of %s, want %s", waits, got, want)
		}
		exec(t, db, "DROP TABLE echomigrate_version", "DROP TABLE echomigrate_history")
	}
}
