package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// notes writes into a table what hooks were called with, in the transaction that they get.
type notes struct {
	t    *testing.T
	fail map[string]error
}

func (n *notes) hook(name string) runner.Hook {
	return func(ctx context.Context, e runner.Event, db bun.IDB) error {
		if _, is := db.(bun.Tx); !is {
			n.t.Errorf("%s got a %T", name, db)
		}
		line := fmt.Sprintf("%s %s %s -> %s %d/%d %v", name, e.Direction, strings.Join(e.From, ","), strings.Join(e.To, ","), e.Number, e.Total,
			op.InvocationFrom(ctx).Arguments)
		if _, err := db.ExecContext(ctx, "INSERT INTO notes VALUES (?)", line); err != nil {
			return err
		}
		return n.fail[name+" "+e.Revision.ID]
	}
}

// noting is a runner with hooks that take notes.
func noting(t *testing.T, r *runner.Runner) *notes {
	exec(t, r.DB, "CREATE TABLE notes (line text)")
	n := &notes{t: t, fail: map[string]error{}}
	r.BeforeRevision, r.AfterRevision = n.hook("before"), n.hook("after")
	return n
}

// lines are the notes since the last call.
func (n *notes) lines(db *bun.DB) []string {
	var lines []string
	if err := db.NewRaw("SELECT line FROM notes").Scan(ctx, &lines); err != nil {
		n.t.Fatal(err)
	}
	exec(n.t, db, "DELETE FROM notes")
	return lines
}

func TestHooksRunAroundEachRevision(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		n := noting(t, r)
		if _, err := r.Upgrade(op.WithInvocation(ctx, op.Invocation{Arguments: []string{"x"}}), "head"); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"before upgrade  -> a1 1/2 [x]", "after upgrade  -> a1 1/2 [x]", "before upgrade a1 -> b2 2/2 [x]", "after upgrade a1 -> b2 2/2 [x]",
		}
		if diff := cmp.Diff(want, n.lines(db)); diff != "" {
			t.Error(diff)
		}
		upgrade(t, r, "head")
		if got := n.lines(db); got != nil {
			t.Errorf("at the head the hooks ran: %v", got)
		}
		if _, err := r.Downgrade(ctx, "a1"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Stamp(ctx, []string{"base"}); err != nil {
			t.Fatal(err)
		}
		want = []string{
			"before downgrade b2 -> a1 1/1 []", "after downgrade b2 -> a1 1/1 []", "before stamp a1 ->  1/1 []", "after stamp a1 ->  1/1 []",
		}
		if diff := cmp.Diff(want, n.lines(db)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAHookThatFailsRollsTheRevisionBack(t *testing.T) {
	failed := errors.New("not today")
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for _, name := range []string{"before", "after"} {
			exec(t, db, "DROP TABLE IF EXISTS notes", "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS echomigrate_version", "DROP TABLE IF EXISTS echomigrate_history")
			r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
			n := noting(t, r)
			n.fail[name+" b2"] = failed
			_, err := r.Upgrade(ctx, "head")
			says := map[string]string{"before": "upgrade b2: BeforeRevision: not today", "after": "upgrade b2: AfterRevision: not today"}[name]
			if !errors.Is(err, failed) || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: got the error %v", name, err)
			}
			if diff := cmp.Diff([]string{"a", "notes"}, tables(t, db)); diff != "" {
				t.Errorf("%s: tables (-want +got):\n%s", name, diff)
			}
			if diff := cmp.Diff([]string{"before upgrade  -> a1 1/2 []", "after upgrade  -> a1 1/2 []"}, n.lines(db)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			done := map[string]string{"before": "0/1", "after": "1/1"}[name]
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 failed " + done + ": " + says[len("upgrade b2: "):]}, log(t, r)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		usable(t, db)
	})
}

func TestAHookThatPanicsIsAnError(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"))
		r.AfterRevision = func(context.Context, runner.Event, bun.IDB) error { panic("no") }
		_, err := r.Upgrade(ctx, "head")
		var panicked *runner.PanicError
		if !errors.As(err, &panicked) || tables(t, db) != nil {
			t.Errorf("got %v and the tables %v", err, tables(t, db))
		}
		usable(t, db)
	})
}

func TestHooksOfARevisionWithStepsOutsideATransaction(t *testing.T) {
	failed := errors.New("not today")
	outside := func(sql string) op.Operation { return op.Autocommit{Ops: op.List{op.Exec{SQL: sql}}} }
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		exec(t, db, "CREATE TABLE once (n integer PRIMARY KEY)")
		r := open(t, db, does("a1", createTable("a"), outside("INSERT INTO once VALUES (1)")))
		n := noting(t, r)
		n.fail["after a1"] = failed
		if _, err := r.Upgrade(ctx, "head"); !errors.Is(err, failed) {
			t.Fatalf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"before upgrade  -> a1 1/1 []"}, n.lines(db)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"upgrade a1 running 2/2: AfterRevision: not today"}, log(t, r)); diff != "" {
			t.Error(diff)
		}
		delete(n.fail, "after a1")
		upgrade(t, r, "head") // a second INSERT would fail
		if diff := cmp.Diff([]string{"after upgrade  -> a1 1/1 []"}, n.lines(db)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 2/2"}, log(t, r)); diff != "" {
			t.Error(diff)
		}

		r = open(t, db, does("a1"), does("b2 < a1", outside("INSERT INTO once VALUES (2)"), createTable("b")))
		r.BeforeRevision, r.AfterRevision = n.hook("before"), n.hook("after")
		n.fail["before b2"] = failed
		if _, err := r.Upgrade(ctx, "head"); !errors.Is(err, failed) {
			t.Fatalf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 2/2", "upgrade b2 failed 0/2: BeforeRevision: not today"}, log(t, r)); diff != "" {
			t.Error(diff)
		}
		delete(n.fail, "before b2")
		n.fail["after b2"] = failed
		if _, err := r.Upgrade(ctx, "head"); !errors.Is(err, failed) {
			t.Fatalf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"a", "notes", "once"}, tables(t, db)); diff != "" {
			t.Errorf("what stands behind the last step was not rolled back: %s", diff)
		}
		delete(n.fail, "after b2")
		upgrade(t, r, "head")
		if diff := cmp.Diff([]string{"before upgrade a1 -> b2 1/1 []", "after upgrade a1 -> b2 1/1 []"}, n.lines(db)); diff != "" {
			t.Error(diff)
		}
		usable(t, db)
	})
}
