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
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// compatible is a revision that stays compatible with an older one.
func compatible(r revision.Revision, with string) revision.Revision {
	r.CompatibleWith = with
	return r
}

// standing is a Standing in words: "at b2, pending c3, unknown x9 (with b2), edited a1, at work".
func standing(t testing.TB, w *runner.Watch) string {
	t.Helper()
	s, err := w.Look(ctx)
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"at " + strings.Join(s.Rows, " ")}
	if len(s.Pending) > 0 {
		var ids []string
		for _, r := range s.Pending {
			ids = append(ids, r.ID)
		}
		words = append(words, "pending "+strings.Join(ids, " "))
	}
	for _, u := range s.Unknown {
		word := "unknown " + u.ID
		if u.CompatibleWith != "" {
			word += " with " + u.CompatibleWith
		}
		if !u.Described {
			word += " (not described)"
		}
		words = append(words, word)
	}
	if len(s.Edited) > 0 {
		words = append(words, "edited "+strings.Join(s.Edited, " "))
	}
	for _, u := range s.Unfinished {
		words = append(words, fmt.Sprintf("in %s %s %d/%d", u.Direction, u.Revision, u.OperationsDone, u.Operations))
	}
	if s.UnderWay {
		words = append(words, "at work")
	}
	if s.MayServe() {
		words = append(words, "serves")
	}
	return strings.Join(words, ", ")
}

func stands(t testing.TB, w *runner.Watch, want string) {
	t.Helper()
	if got := standing(t, w); got != want {
		t.Errorf("it stands %q, want %q", got, want)
	}
}

// TestHowADatabaseStands goes through a deployment, watched by an older and a newer program that look again and again.
func TestHowADatabaseStands(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a, b, c := creates("a1", "a"), creates("b2 < a1", "b"), creates("c3 < b2", "c")
		x, y := compatible(creates("x8 < c3", "x"), "b2"), creates("y9 < x8", "y")
		older, newer := open(t, db, a, b, c), open(t, db, a, b, c, x, y)
		w, n := older.Watch(), newer.Watch()
		stands(t, w, "at , pending a1 b2 c3")
		upgrade(t, older, "b2")
		stands(t, w, "at b2, pending c3")
		stands(t, n, "at b2, pending c3 x8 y9")
		upgrade(t, older, "head")
		stands(t, w, "at c3, serves")
		upgrade(t, newer, "x8")
		stands(t, w, "at x8, unknown x8 with b2, serves")
		upgrade(t, newer, "head")
		stands(t, w, "at y9, unknown y9, unknown x8 with b2")
		stands(t, n, "at y9, serves")
		stands(t, open(t, db, a).Watch(), "at y9, unknown y9, unknown x8 with b2, unknown c3, unknown b2")
		stands(t, open(t, db, a, b, c, creates("d4 < c3", "d")).Watch(), "at y9, pending d4, unknown y9, unknown x8 with b2")
		if _, err := newer.Downgrade(ctx, "c3"); err != nil {
			t.Fatal(err)
		}
		stands(t, w, "at c3, serves")
		edited := open(t, db, creates("a1", "a"), creates("b2 < a1", "other"), c)
		e := edited.Watch()
		stands(t, e, "at c3, edited b2, serves")
		if _, err := edited.Stamp(ctx, []string{"head"}); err != nil {
			t.Fatal(err)
		}
		stands(t, e, "at c3, serves")
		if _, err := newer.Stamp(ctx, []string{"head"}); err != nil {
			t.Fatal(err)
		}
		exec(t, db, "DELETE FROM echomigrate_history WHERE revision IN ('x8', 'y9')")
		stands(t, w, "at y9, pending a1 b2 c3, unknown y9 (not described)")
	})
}

// What a library or a module brings is a branch of its own, which older programs do not have at all.
func TestAFurtherBranchDeclaresWhatIsBesideIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a := creates("a1", "a")
		lib := compatible(creates("lib1", "lib"), "a1")
		needs := compatible(creates("b2 < a1", "b"), "a1")
		needs.DependsOn, lib.Labels = []string{"library"}, []string{"library"}
		upgrade(t, open(t, db, a, lib, needs), "heads")
		stands(t, open(t, db, a).Watch(), "at b2, unknown b2 with a1, unknown lib1 with a1, serves")
		lib.CompatibleWith = ""
		exec(t, db, "DROP TABLE echomigrate_history", "DROP TABLE echomigrate_version", "DROP TABLE a", "DROP TABLE b", "DROP TABLE lib")
		upgrade(t, open(t, db, a, lib, needs), "heads")
		stands(t, open(t, db, a).Watch(), "at b2, unknown b2 with a1, unknown lib1")
	})
}

// A version table that another tool made has no history beside it.
func TestAVersionTableAloneIsEnoughToStandBy(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		exec(t, db, "CREATE TABLE echomigrate_version (version_num varchar(32) NOT NULL PRIMARY KEY)")
		w := open(t, db, creates("a1", "a"), creates("b2 < a1", "b")).Watch()
		stands(t, w, "at , pending a1 b2")
		exec(t, db, "INSERT INTO echomigrate_version VALUES ('a1')")
		stands(t, w, "at a1, pending b2")
		exec(t, db, "UPDATE echomigrate_version SET version_num = 'x9'")
		stands(t, w, "at x9, pending a1 b2, unknown x9 (not described)")
	})
}

// A database that is made anew under the eyes of a running program has another history, however long it is.
func TestAHistoryThatWasReplacedIsReadAnew(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		upgrade(t, r, "head")
		w := r.Watch()
		stands(t, w, "at b2, serves")
		exec(t, db, "DROP TABLE a", "DROP TABLE b", "DROP TABLE echomigrate_version", "DROP TABLE echomigrate_history")
		stands(t, w, "at , pending a1 b2")
		upgrade(t, open(t, db, creates("a1", "other"), creates("b2 < a1", "b"), creates("c3 < b2", "c")), "head")
		stands(t, w, "at c3, unknown c3, edited a1")
	})
}

// While a step outside a transaction is under way others see it, and whether somebody is at work on it still.
func TestARevisionInItsMiddle(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		entered, leave := make(chan struct{}), make(chan error)
		step := op.Func{Name: "step", Run: func(ctx context.Context, _ bun.IDB) error {
			entered <- struct{}{}
			return <-leave
		}}
		list := []revision.Revision{creates("a1", "a"), does("b2 < a1", createTable("b"), op.Autocommit{Ops: op.List{step}}, createTable("b3"))}
		r, ends := open(t, db, list...), make(chan error)
		watches := map[*runner.Watch][4]string{
			open(t, db, list...).Watch(): {
				"at a1, pending b2, in upgrade b2 1/3, at work", "at a1, pending b2, in upgrade b2 1/3", "at a1, pending b2, in upgrade b2 1/3, at work", "at b2, serves",
			},
			open(t, db, list[0]).Watch(): {
				"at a1, unknown b2, in upgrade b2 1/3, at work", "at a1, unknown b2, in upgrade b2 1/3", "at a1, unknown b2, in upgrade b2 1/3, at work", "at b2, unknown b2",
			},
		}
		all := func(i int) {
			t.Helper()
			for w, want := range watches {
				stands(t, w, want[i])
			}
		}
		run := func() {
			_, err := r.Upgrade(ctx, "head")
			ends <- err
		}
		for i, outcome := range []error{errors.New("stopped"), nil} {
			go run()
			<-entered
			all(2 * i)
			leave <- outcome
			if err := <-ends; (err == nil) != (outcome == nil) {
				t.Fatal(err)
			}
			all(2*i + 1)
		}
	})
}

// A revision that is one transaction is not in the history before it is done; PostgreSQL says all the same who has the lock.
func TestWhoIsAtWorkInATransaction(t *testing.T) {
	address := testdb.PostgresURL(t)
	held(t, testdb.OpenPostgres(t, address+"&application_name=shop"), testdb.OpenPostgres(t, address), func(db *bun.DB) {
		s, err := open(t, db, creates("a1", "a")).Watch().Look(ctx)
		if err != nil || !s.UnderWay || s.Holder == nil || s.Holder.Application != "shop" || s.Holder.PID == 0 || s.Holder.Connected.IsZero() {
			t.Errorf("at work is %+v, %v", s.Holder, err)
		}
		direct, err := open(t, db).Dialect.Holder(ctx, db, "echomigrate_version")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(direct.String()+direct.Connected.UTC().Format("15:04:05"), s.Holder.String()+s.Holder.Connected.UTC().Format("15:04:05")); diff != "" {
			t.Errorf("by itself (-) and by the way (+): %s", diff)
		}
	})
}
