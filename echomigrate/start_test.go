package echomigrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// starts is a program that does something on its start.
func starts(t *testing.T, db *bun.DB, what echomigrate.OnStart, revisions ...revision.Revision) *echomigrate.Migrator {
	t.Helper()
	return migrator(t, db, echomigrate.Config{
		Repository: repository(revisions...), StatusTTL: 10 * time.Millisecond, StatusTimeout: time.Minute, OnStart: what,
	})
}

func TestStartDoesWhatIsConfigured(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a := table("a1", "Add a")
		if err := starts(t, db, echomigrate.OnStartNothing, a).Start(t.Context()); err != nil {
			t.Errorf("nothing: %v", err)
		}
		const behind = "the program may not serve: behind: 1 revision is not applied: a1: run `db upgrade`"
		if err := starts(t, db, echomigrate.OnStartCheck, a).Start(t.Context()); !errors.Is(err, echomigrate.ErrMayNotServe) || err.Error() != behind {
			t.Errorf("check: %v", err)
		}
		over, end := context.WithCancelCause(t.Context())
		end(errors.New("enough"))
		err := starts(t, db, echomigrate.OnStartAwait, a).Start(over)
		if !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "enough") || !errors.Is(err, echomigrate.ErrMayNotServe) {
			t.Errorf("await, with a context that is over: %v", err)
		}
		if _, err := echomigrate.New(db, echomigrate.Config{OnStart: "later"}); err == nil || !strings.Contains(err.Error(), `Config.OnStart: there is no "later"`) {
			t.Errorf("later: %v", err)
		}
		waits := make(chan error)
		go func() { waits <- starts(t, db, echomigrate.OnStartAwait, a).Start(t.Context()) }()
		if err := starts(t, db, echomigrate.OnStartUpgrade, a).Start(t.Context()); err != nil {
			t.Errorf("upgrade: %v", err)
		}
		if err := <-waits; err != nil {
			t.Errorf("await: %v", err)
		}
		if err := starts(t, db, echomigrate.OnStartCheck, a).Start(t.Context()); err != nil {
			t.Errorf("check behind the upgrade: %v", err)
		}
	})
}

func TestAwaitSaysWhyItWasInVain(t *testing.T) {
	db := testdb.SQLite(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := program(t, db, table("a1", "Add a")).Await(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, echomigrate.ErrMayNotServe) || !strings.HasPrefix(err.Error(), "wait for the database's schema: ") {
		t.Errorf("behind: %v", err)
	}
	if err := program(t, db, table("a1", "Add a", "gone")).Await(t.Context()); !errors.Is(err, revision.Missing) {
		t.Errorf("revisions that do not fit together: %v", err)
	}
}

// Pods that start at once: one of them does the work, and those for which it takes longer than LockTimeout wait on.
func TestManyUpgradeOnStart(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		calls, going, ends := make(chan bool, 100), make(chan bool), make(chan error)
		r := table("a1", "Add a")
		r.Upgrade = append(r.Upgrade, op.Func{Name: "count", Run: func(context.Context, bun.IDB) error {
			calls <- true
			<-going
			return nil
		}})
		for range 5 {
			m := migrator(t, db, echomigrate.Config{
				Repository: repository(r), StatusTTL: atOnce, StatusTimeout: time.Minute, LockTimeout: time.Millisecond, OnStart: echomigrate.OnStartUpgrade,
			})
			go func() { ends <- m.Start(t.Context()) }()
		}
		<-calls
		time.Sleep(50 * time.Millisecond) // the others try for longer than their LockTimeout
		close(going)
		for range 5 {
			if err := <-ends; err != nil {
				t.Error(err)
			}
		}
		// On SQLite a commit may find readers in its way for longer than LockTimeout; then all of it is rolled back and run again.
		records, err := migrator(t, db, echomigrate.Config{Repository: repository(r)}).Log(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var done int
		for _, record := range records {
			if record.Outcome == runner.Done {
				done++
			}
		}
		if done != 1 {
			t.Errorf("it was done %d times: %+v", done, records)
		}
	})
}

// A pod of the older program that comes up again while the newer one is rolled out leaves the newer schema alone.
func TestAnOlderProgramStartsOnANewerSchema(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a := table("a1", "Add a")
		upgrade(t, program(t, db, a, compatibleWith("a1", table("b2", "Add b", "a1"))), "head")
		for _, what := range []echomigrate.OnStart{echomigrate.OnStartCheck, echomigrate.OnStartAwait, echomigrate.OnStartUpgrade} {
			if err := starts(t, db, what, a).Start(t.Context()); err != nil {
				t.Errorf("%s, compatible: %v", what, err)
			}
		}
		upgrade(t, program(t, db, a, compatibleWith("a1", table("b2", "Add b", "a1")), table("c3", "Add c", "b2")), "head")
		for _, what := range []echomigrate.OnStart{echomigrate.OnStartCheck, echomigrate.OnStartUpgrade} {
			if err := starts(t, db, what, a).Start(t.Context()); !errors.Is(err, echomigrate.ErrMayNotServe) || !strings.Contains(err.Error(), "c3 does not declare") {
				t.Errorf("%s, not compatible: %v", what, err)
			}
		}
	})
}
