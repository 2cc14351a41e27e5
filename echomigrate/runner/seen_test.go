package runner_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// eachUnheld is eachTapped where a run has no lock between its transactions.
func eachUnheld(t *testing.T, test func(t *testing.T, db *bun.DB, tapped *tap)) {
	eachTapped(t, func(t *testing.T, db *bun.DB, tapped *tap) {
		tapped.hidden = true
		test(t, db, tapped)
	})
}

func TestARunSeesWhatAnotherDidBetweenItsTransactions(t *testing.T) {
	eachUnheld(t, func(t *testing.T, db *bun.DB, _ *tap) {
		r, other := open(t, db, chain(5)...), open(t, db, chain(5)...)
		r.OnRevision = func(e runner.Event) {
			if e.Revision.ID == "r002" {
				upgrade(t, other, "r004")
			}
		}
		upgrade(t, r, "head")
		want := []string{"upgrade r001 done 1/1", "upgrade r002 done 1/1", "upgrade r003 done 1/1", "upgrade r004 done 1/1", "upgrade r005 done 1/1"}
		if diff := cmp.Diff(want, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}

func TestARunSeesWhatAnotherLeftInItsMiddleBetweenPlanAndTransaction(t *testing.T) {
	test := func(t *testing.T, db *bun.DB, tapped *tap) {
		revisions := []revision.Revision{
			does("a1", op.Autocommit{Ops: op.List{op.Exec{SQL: "CREATE TABLE a (id integer)"}, op.Exec{SQL: "CREATE TABLE b (id integer)"}}}), does("b2", createTable("c")),
		}
		if err := open(t, db).EnsureVersion(ctx); err != nil {
			t.Fatal(err)
		}
		began := false
		tapped.meanwhile = func(text string) {
			if text != "BEGIN" || began {
				return
			}
			began = true
			stopped, stop := context.WithCancel(ctx)
			other := open(t, db, revisions...)
			other.OnProgress = func(p runner.Progress) {
				if p.Step == 2 {
					stop()
				}
			}
			if _, err := other.Upgrade(stopped, "a1"); err == nil {
				t.Error("it was not stopped")
			}
		}
		r := open(t, db, revisions...)
		upgrade(t, r, "heads")
		if diff := cmp.Diff([]string{"upgrade a1 done 2/2", "upgrade b2 done 1/1"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	}
	eachUnheld(t, test)
	t.Run("sqlite in memory, where nothing holds a run's place", func(t *testing.T) {
		db, tapped := tapSQLiteURI(t, "file:/seen?vfs=memdb")
		test(t, db, tapped)
	})
}
