package runner_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestStampRunsNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, forked()...)
		report, err := r.Stamp(ctx, []string{"left", "right"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"left", "right"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if got := tables(t, db); got != nil {
			t.Errorf("the database has the tables %v", got)
		}
		if got, want := report.Done[0].String(), "stamp  -> left, right, do right"; got != want {
			t.Errorf("the event is %q, want %q", got, want)
		}
		if again, err := r.Stamp(ctx, []string{"right", "left"}); err != nil || len(again.Done) != 0 {
			t.Errorf("the same stamp again did %v, %v", again.Done, err)
		}
	})
}

func TestAnUnknownRevisionStopsAllThatNeedsToKnowIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		upgrade(t, open(t, db, creates("a1", "a"), creates("b2 < a1", "b"), creates("x9 < b2", "x")), "head")
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		_, errUp := r.Upgrade(ctx, "head")
		_, errStamp := r.Stamp(ctx, []string{"b2"})
		_, errCurrent := r.Current(ctx)
		for _, err := range []error{errUp, errStamp, errCurrent} {
			var unknown *runner.UnknownRevisionError
			if !errors.As(err, &unknown) || !cmp.Equal(unknown.IDs, []string{"x9"}) || !strings.Contains(err.Error(), "db stamp --purge") ||
				!strings.HasSuffix(err.Error(), "two apps in one database need a Config.VersionTable each") {
				t.Errorf("got the error %v", err)
			}
		}
		if _, err := r.Purge(ctx, []string{"b2"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"b2"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	})
}

func TestAStampPutsAnUnfinishedRevisionAside(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for target, rows := range map[string]string{"a1": "a1", "b2": "b2"} {
			if _, err := open(t, db, creates("a1", "a"), creates("b2 < a1", "b")).Purge(ctx, []string{"base"}); err != nil {
				t.Fatal(err)
			}
			exec(t, db, "DROP TABLE IF EXISTS a")
			r := open(t, db, creates("a1", "a"), does("b2 < a1", op.Autocommit{Ops: op.List{
				op.Exec{SQL: "INSERT INTO a VALUES (1, 'x')"}, op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"},
			}}))
			if _, err := r.Upgrade(ctx, "head"); err == nil {
				t.Fatal("a revision that cannot run was run")
			}
			if _, err := r.Stamp(ctx, []string{target}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(current(t, r), " "); got != rows {
				t.Errorf("stamp %s left the rows %s", target, got)
			}
			for _, h := range records(t, r) {
				if h.Outcome == runner.Running {
					t.Errorf("stamp %s left %+v", target, h)
				}
			}
			if _, err := r.Downgrade(ctx, "base"); target == "a1" && err != nil {
				t.Errorf("downgrade after stamp %s: %v", target, err)
			}
		}
	})
}
