package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// lockedBy is a runner at a1, and somebody's open transaction that has locked a table.
func lockedBy(t *testing.T, table string) (r *runner.Runner, somebody bun.Tx) {
	t.Helper()
	address := testdb.PostgresURL(t)
	db := testdb.OpenPostgres(t, address)
	db.SetMaxOpenConns(1)
	r = open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
	upgrade(t, r, "a1")
	somebody, err := testdb.OpenPostgres(t, address+"&application_name=vacuuming").BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = somebody.Rollback() })
	exec(t, somebody, "LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE")
	return r, somebody
}

// TestALockedVersionTable keeps everybody from reading where the database is, whoever asks, on a pool of one connection.
func TestALockedVersionTable(t *testing.T) {
	for name, call := range map[string]func(*runner.Runner) error{
		"current": func(r *runner.Runner) error {
			_, err := r.Current(ctx)
			return err
		},
		"upgrade": func(r *runner.Runner) error {
			_, err := r.Upgrade(ctx, "head")
			return err
		},
		"ensure version": func(r *runner.Runner) error { return r.EnsureVersion(ctx) },
		"edited": func(r *runner.Runner) error {
			_, err := r.Edited(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, somebody := lockedBy(t, "echomigrate_version")
			pid := value(t, somebody, "SELECT pg_backend_pid()")
			r.LockTimeout = time.Second
			err := call(r)
			for _, want := range []string{"echomigrate_version is in use by process " + pid + " (vacuuming) of ", "that did not end in 1s", "--lock-timeout"} {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("the error does not say %q: %v", want, err)
				}
			}

			r.LockTimeout = time.Minute
			var waited runner.Wait
			r.OnWait = func(w runner.Wait) {
				waited = w
				if err := somebody.Rollback(); err != nil {
					t.Error(err)
				}
			}
			if err := call(r); err != nil {
				t.Errorf("when the table was free: %v", err)
			}
			if waited.Table.Table != "echomigrate_version" || waited.Session == nil || waited.Session.Application != "vacuuming" {
				t.Errorf("it waited for %+v", waited)
			}
		})
	}
}

// TestAVersionTableThatIsLockedBehindTheFirstRead keeps a run from going on for as long as the run may wait, whatever stands between.
func TestAVersionTableThatIsLockedBehindTheFirstRead(t *testing.T) {
	for name, hidden := range map[string]bool{"to the server": false, "where a pooler may stand between": true} {
		t.Run(name, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			db, tapped := tapPostgres(t, address)
			tapped.hidden = hidden
			db.SetMaxOpenConns(1)
			r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
			upgrade(t, r, "a1")
			var somebody bun.Tx
			tapped.meanwhile = func(text string) {
				if somebody.Tx == nil && strings.Contains(text, "pg_try_advisory_lock") {
					somebody, _ = testdb.OpenPostgres(t, address+"&application_name=vacuuming").BeginTx(ctx, nil)
					exec(t, somebody, "LOCK TABLE echomigrate_version IN ACCESS EXCLUSIVE MODE")
				}
			}
			r.LockTimeout = time.Second
			_, err := r.Upgrade(ctx, "head")
			for _, want := range []string{"echomigrate_version is in use by process ", " (vacuuming) of ", "that did not end in 1s", "--lock-timeout"} {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("the error does not say %q: %v", want, err)
				}
			}
			if _, err = r.UpgradePlan(ctx, "head"); !strings.Contains(fmt.Sprint(err), "echomigrate_version is in use by process ") {
				t.Errorf("the plan says %v", err)
			}
			if err := somebody.Rollback(); err != nil {
				t.Fatal(err)
			}
			upgrade(t, r, "head")
			if got := value(t, db, "SELECT current_setting('lock_timeout')"); got != "0" {
				t.Errorf("lock_timeout is left at %s", got)
			}
			usable(t, db)
		})
	}
}

func TestTheHistoryIsNotWaitedForWithoutBound(t *testing.T) {
	r, somebody := lockedBy(t, "echomigrate_history")
	r.LockTimeout = time.Second
	if _, err := r.Log(ctx); err == nil || !strings.Contains(err.Error(), "echomigrate_history is in use by process "+value(t, somebody, "SELECT pg_backend_pid()")) {
		t.Errorf("got the error %v", err)
	}
}

// TestALockedHistoryTable keeps a failure out of the history: nobody waits for it for longer than the run may wait.
func TestALockedHistoryTable(t *testing.T) {
	r, somebody := lockedBy(t, "a")
	r.LockTimeout = time.Second
	var unlock *time.Timer
	r.BeforeRevision = func(context.Context, runner.Event, bun.IDB) error {
		exec(t, somebody, "LOCK TABLE echomigrate_history IN ACCESS EXCLUSIVE MODE")
		unlock = time.AfterFunc(8*time.Second, func() { _ = somebody.Rollback() }) // who waits still then writes the failure
		return errors.New("not today")
	}
	if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "not today") {
		t.Errorf("got the error %v", err)
	}
	unlock.Stop()
	for value(t, somebody, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'echomigrate_history'::regclass") != "0" {
		time.Sleep(10 * time.Millisecond) // the server hears a little later that nobody waits any more
	}
	_ = somebody.Rollback()
	if diff := cmp.Diff([]string{"upgrade a1 done 1/1"}, log(t, r)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	r.BeforeRevision = nil
	upgrade(t, r, "head")
}
