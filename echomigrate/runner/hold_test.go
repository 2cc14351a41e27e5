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
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// ways lead to a PostgreSQL database.
var ways = map[string]func(testing.TB, string) string{
	"directly":                   func(_ testing.TB, address string) string { return address },
	"through a transaction pool": func(t testing.TB, address string) string { return testdb.Pooler(t, address, "transaction", 3) },
}

// A concurrent build waits for every snapshot that is older than it, those of runs that wait for their turn too.
func TestAnIndexIsBuiltConcurrentlyWhileAnotherRunWaits(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			index := op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}, Concurrently: true}
			list := []op.Operation{createTable("b"), index}
			through := way(t, address)
			run := func() *runner.Runner {
				return open(t, testdb.OpenPostgres(t, through), creates("a1", "a"), does("b2 < a1", list...))
			}
			first, second := run(), run()
			upgrade(t, first, "a1")
			plain := testdb.OpenPostgres(t, address)
			writer, err := plain.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			exec(t, writer, "INSERT INTO a VALUES (1, 'x')")
			waits := make(chan runner.Wait, 100)
			second.OnWait = func(w runner.Wait) { waits <- w }
			ends := make(chan error, 2)
			go func() {
				_, err := first.Upgrade(ctx, "head")
				ends <- err
			}()
			eventually(t, "the index is being built", func() bool {
				return value(t, plain, "SELECT count(*) FROM pg_stat_progress_create_index WHERE relid = 'a'::regclass") == "1"
			})
			go func() {
				_, err := second.Upgrade(ctx, "head")
				ends <- err
			}()
			if w := <-waits; w.Session == nil || w.Running == nil || w.Running.Revision != "b2" || !strings.Contains(w.String(), ", at upgrade b2, behind step 1 of 2") {
				t.Errorf("the second run waits for %s", w)
			}
			if err := writer.Commit(); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := <-ends; err != nil {
					t.Error(err)
				}
			}
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 2/2"}, log(t, first)); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			usable(t, plain)
		})
	}
}

// Nothing more is run outside a transaction when other runs are not kept out any more.
func TestARunThatLostItsHoldRunsNothingMore(t *testing.T) {
	address := testdb.PostgresURL(t)
	plain := testdb.OpenPostgres(t, address)
	calls := 0
	end := op.Func{Name: "end the hold", Run: func(context.Context, bun.IDB) error {
		exec(t, plain, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
		return nil
	}}
	count := op.Func{Name: "count", Run: func(context.Context, bun.IDB) error { calls++; return nil }}
	r := open(t, testdb.OpenPostgres(t, testdb.Pooler(t, address, "transaction", 3)), does("a1", op.Autocommit{Ops: op.List{end, count}}))
	_, err := r.Upgrade(ctx, "head")
	if err == nil || !strings.Contains(err.Error(), "upgrade a1: the connection that keeps other runs out is lost: run this again") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got the error %v", err)
	}
	if calls != 0 {
		t.Error("the step behind it was run")
	}
	upgrade(t, r, "head")
	if diff := cmp.Diff([]string{"upgrade a1 done 2/2"}, log(t, r)); diff != "" || calls != 1 {
		t.Errorf("%d calls, history (-want +got):\n%s", calls, diff)
	}
	usable(t, plain)
}

func TestAPoolOfOneDoesForTransactionsThroughAPooler(t *testing.T) {
	db := testdb.OpenPostgres(t, testdb.Pooler(t, testdb.PostgresURL(t), "transaction", 1))
	db.SetMaxOpenConns(1)
	upgrade(t, open(t, db, chain(2)...), "head")
	r := open(t, db, append(chain(2), does("x < r002", alone("SELECT 1")))...)
	if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "upgrade x: keep other runs out: steps outside a transaction need a second connection") {
		t.Errorf("got the error %v", err)
	}
}

// The run that is stopped in one transaction has lost it all, and runs nothing behind it.
func TestARunThatLostItsConnectionRunsNothingMore(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			plain := testdb.OpenPostgres(t, address)
			lost := false
			lose := op.Func{Name: "lose", Run: func(ctx context.Context, on bun.IDB) error {
				if lost {
					return nil
				}
				lost = true
				exec(t, plain, "SELECT pg_terminate_backend("+value(t, on, "SELECT pg_backend_pid()")+")")
				return nil
			}}
			r := open(t, testdb.OpenPostgres(t, way(t, address)), creates("a1", "a"), does("b2 < a1", createTable("b"), lose, createTable("b3")), creates("c3 < b2", "c"))
			_, err := r.Upgrade(ctx, "head")
			var partial *runner.PartialError
			if !errors.As(err, &partial) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got the error %v", err)
			}
			if diff := cmp.Diff([]string{"a"}, tables(t, plain)); diff != "" {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
			upgrade(t, r, "head")
			if diff := cmp.Diff([]string{"c3"}, current(t, r)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			usable(t, plain)
		})
	}
}

// A pooler that gives the process of the server away, and then another one, is found out before anything runs there.
func TestARunWhoseSessionIsExchangedRunsNothingMore(t *testing.T) {
	list := map[string][]op.Operation{
		"SQL": {createTable("b")},
		"Go":  {op.Func{Name: "create", Run: func(ctx context.Context, db bun.IDB) error { exec(t, db, "CREATE TABLE b (id bigint)"); return nil }}},
	}
	for name, ops := range list {
		t.Run(name, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			db, tapped := tapPostgres(t, address)
			upgrade(t, open(t, db, creates("a1", "a")), "head")
			tapped.swap = true
			_, err := open(t, db, creates("a1", "a"), does("b2 < a1", ops...)).Upgrade(ctx, "head")
			if err == nil || !strings.Contains(err.Error(), "the connection that holds the migration lock is another one: a pooler stands before the database") {
				t.Errorf("got the error %v", err)
			}
			if diff := cmp.Diff([]string{"a"}, tables(t, testdb.OpenPostgres(t, address))); diff != "" {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
		})
	}
}

// A run that waits must not take a run that is inside a step for one that was stopped there.
func TestAStepOutsideATransactionIsRunOnceWhileAnotherRunWaits(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		entered, leave := make(chan struct{}, 2), make(chan struct{})
		step := op.Func{Name: "step", Run: func(context.Context, bun.IDB) error {
			entered <- struct{}{}
			<-leave
			return nil
		}}
		list := []revision.Revision{creates("a1", "a"), does("b2 < a1", op.Autocommit{Ops: op.List{step}}, createTable("b"))}
		first, second := open(t, db, list...), open(t, db, list...)
		calls, ends, waits := 0, make(chan error), make(chan runner.Wait, 100)
		second.OnWait = func(w runner.Wait) { waits <- w }
		for _, r := range []*runner.Runner{first, second} {
			go func() {
				_, err := r.Upgrade(ctx, "head")
				ends <- err
			}()
			select {
			case <-entered:
				calls++
			case <-waits:
			}
		}
		close(leave)
		for range 2 {
			if err := <-ends; err != nil {
				t.Error(err)
			}
		}
		if calls += len(entered); calls != 1 {
			t.Errorf("the step was run %d times", calls)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 2/2"}, log(t, first)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		usable(t, db)
	})
}

// A pooler that gives each client a connection of the server for itself has two of them, and a run whose turn it is needs both.
func TestRunsThatWaitLeaveAPoolersConnectionsToTheOneAtWork(t *testing.T) {
	address := testdb.PostgresURL(t)
	through := testdb.Pooler(t, address, "session", 2)
	plain := testdb.OpenPostgres(t, address)
	list := chain(2)
	for i := 3; i <= 8; i++ {
		insert := alone(fmt.Sprintf("INSERT INTO t001 VALUES (%d, 'x')", i))
		list = append(list, does(fmt.Sprintf("r%03d < r%03d", i, i-1), insert))
	}
	ends := make(chan error)
	const runs = 8
	for range runs {
		r := open(t, testdb.OpenPostgres(t, through), list...)
		go func() {
			_, err := r.Upgrade(ctx, "head")
			ends <- errors.Join(err, r.DB.Close())
		}()
	}
	for range runs {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
	if got := value(t, plain, "SELECT count(*) FROM t001"); got != "6" {
		t.Errorf("the steps left %s rows", got)
	}
	usable(t, plain)
}
