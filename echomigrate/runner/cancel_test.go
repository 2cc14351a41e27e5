package runner_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// cancelled runs a1, then b2 with the operation, cancels in its middle, and looks at what is left.
func cancelled(t *testing.T, db *bun.DB, middle op.Operation, ctx context.Context) error {
	t.Helper()
	r := open(t, db, creates("a1", "a"), does("b2 < a1", createTable("b"), middle))
	_, err := r.Upgrade(ctx, "head")
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "upgrade b2: ") {
		t.Errorf("got the error %v", err)
	}
	if diff := cmp.Diff([]string{"a"}, tables(t, db)); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a1"}, current(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if last := records(t, r)[1]; last.Revision != "b2" || last.Outcome != runner.Failed || !strings.Contains(last.Error, "cancel") {
		t.Errorf("the history says %+v", last)
	}
	usable(t, db)
	upgrade(t, open(t, db, creates("a1", "a"), creates("b2 < a1", "b")), "head")
	return err
}

func TestCancelDuringAStatement(t *testing.T) {
	slow := map[string]string{
		"postgres": "SELECT pg_sleep(60)",
		"sqlite":   "INSERT INTO b WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, 'x' FROM n LIMIT 100000000",
	}
	eachTapped(t, func(t *testing.T, db *bun.DB, tapped *tap) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		statement := slow[dialectOf(db).Name()]
		done := make(chan struct{})
		go func() {
			eventually(t, "the slow statement runs", func() bool { return tapped.saw(statement) && runs(db, statement) })
			cancel()
			close(done)
		}()
		err := cancelled(t, db, op.Exec{SQL: statement}, ctx)
		<-done
		if err != nil && !strings.Contains(err.Error(), "step 2, Exec") {
			t.Errorf("the error %v does not name the step", err)
		}
	})
}

// runs reports whether a server has begun a statement; one that is cancelled before that runs to its end.
func runs(db *bun.DB, statement string) bool {
	if dialectOf(db).Name() != "postgres" {
		return true
	}
	var count int
	err := db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = ?", statement).Scan(&count)
	return err == nil && count > 0
}

func TestCancelDuringAFunc(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for name, answer := range map[string]func(context.Context) error{
			"that notices":  func(ctx context.Context) error { return ctx.Err() },
			"that does not": func(context.Context) error { return nil },
		} {
			t.Run(name, func(t *testing.T) {
				exec(t, db, "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS b", "DROP TABLE IF EXISTS echomigrate_version", "DROP TABLE IF EXISTS echomigrate_history")
				ctx, cancel := context.WithCancel(ctx)
				defer cancel()
				cancelled(t, db, op.Func{Name: "work", Run: func(ctx context.Context, _ bun.IDB) error {
					cancel()
					return answer(ctx)
				}}, ctx)
			})
		}
	})
}

func TestCancelBeforeTheRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := open(t, db, creates("a1", "a")).Upgrade(ctx, "head"); !errors.Is(err, context.Canceled) {
			t.Errorf("got the error %v", err)
		}
		if got := tables(t, db); got != nil {
			t.Errorf("the database has the tables %v", got)
		}
	})
}

func TestCancelOutsideATransactionKeepsWhatWasDone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		calls := 0
		first := op.Func{Name: "first", Run: func(context.Context, bun.IDB) error {
			calls++
			cancel()
			return nil
		}}
		second := op.Func{Name: "second", Run: func(context.Context, bun.IDB) error { return nil }}
		r := open(t, db, does("a1", op.Autocommit{Ops: op.List{first, second}}))
		if _, err := r.Upgrade(ctx, "head"); !errors.Is(err, context.Canceled) {
			t.Errorf("got the error %v", err)
		}
		if row := records(t, r)[0]; row.Outcome != runner.Running || row.OperationsDone != 1 {
			t.Errorf("the history says %+v", row)
		}
		upgrade(t, r, "head")
		if calls != 1 {
			t.Errorf("the first step ran %d times", calls)
		}
	})
}

func TestABackendThatIsTerminatedLeavesNothing(t *testing.T) {
	db := testdb.Postgres(t)
	kill := op.Func{Name: "kill", Run: func(ctx context.Context, on bun.IDB) error {
		var pid int
		if err := on.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, "SELECT pg_terminate_backend(?)", pid)
		return err
	}}
	list := func(middle op.Operation) []revision.Revision {
		return []revision.Revision{creates("a1", "a"), does("b2 < a1", createTable("b"), middle, createTable("c"))}
	}
	r := open(t, db, list(kill)...)
	_, err := r.Upgrade(ctx, "head")
	if err == nil || !strings.Contains(err.Error(), "upgrade b2: step 3, CreateTable c: ") || !strings.Contains(err.Error(), "terminating connection") {
		t.Errorf("got the error %v", err)
	}
	if last := records(t, r)[1]; last.Outcome != runner.Failed || last.Error == "" {
		t.Errorf("the history says %+v", last)
	}
	usable(t, db)
	upgrade(t, open(t, db, list(op.Exec{SQL: "SELECT 1"})...), "head")
	if diff := cmp.Diff([]string{"a", "b", "c"}, tables(t, db)); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}
