package runner_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// forked is a history with a branch, a merge, and a revision behind it.
func forked() []revision.Revision {
	return []revision.Revision{
		creates("root", "t_root"),
		creates("left < root", "t_left"),
		creates("right < root", "t_right"),
		creates("join < left, right", "t_join"),
		creates("last < join", "t_last"),
	}
}

func TestTargets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, forked()...)
		for _, step := range []struct {
			do     string
			target string
			done   string
			rows   string
		}{
			{"upgrade", "+1", "root", "root"},
			{"downgrade", "base", "root", ""},
			{"downgrade", "base", "", ""},
			{"upgrade", "root", "root", "root"},
			{"upgrade", "right", "right", "right"},
			{"upgrade", "left", "left", "left right"},
			{"upgrade", "heads", "join last", "last"},
			{"upgrade", "head", "", "last"},
			{"downgrade", "-1", "last", "join"},
			{"downgrade", "left", "join", "left right"},
			{"stamp", "base", "", ""},
			{"stamp", "join", "join", "join"},
			{"stamp", "root", "root", "root"},
			{"stamp", "heads", "last", "last"},
			{"stamp", "base", "", ""},
		} {
			var report runner.Report
			var err error
			switch step.do {
			case "upgrade":
				report, err = r.Upgrade(ctx, step.target)
			case "downgrade":
				report, err = r.Downgrade(ctx, step.target)
			case "stamp":
				report, err = r.Stamp(ctx, []string{step.target})
			}
			if err != nil {
				t.Fatalf("%s %s: %v", step.do, step.target, err)
			}
			if got := strings.Join(report.IDs(), " "); got != step.done {
				t.Errorf("%s %s did %q, want %q", step.do, step.target, got, step.done)
			}
			if got := strings.Join(current(t, r), " "); got != step.rows || strings.Join(report.After, " ") != step.rows {
				t.Errorf("%s %s left the rows %q and reported %q, want %q", step.do, step.target, got, report.After, step.rows)
			}
		}
	})
}

func TestEventsTellTheWay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, forked()...)
		var told []string
		r.OnRevision = func(e runner.Event) {
			told = append(told, fmt.Sprintf("%d/%d %s %s > %s", e.Number, e.Total, e.Direction, strings.Join(e.From, ","), strings.Join(e.To, ",")))
			if !slices.Contains(current(t, r), e.To[0]) {
				t.Errorf("%s was told before it was committed", e)
			}
		}
		upgrade(t, r, "left")
		up := upgrade(t, r, "head")
		down, err := r.Downgrade(ctx, "left")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"1/2 upgrade  > root",
			"2/2 upgrade root > left",
			"1/3 upgrade root > right",
			"2/3 upgrade left,right > join",
			"3/3 upgrade join > last",
			"1/2 downgrade last > join",
			"2/2 downgrade join > left,right",
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if len(up.Done) != 3 || len(down.Done) != 2 {
			t.Errorf("the reports hold %d and %d events, want 3 and 2", len(up.Done), len(down.Done))
		}
		if diff := cmp.Diff([]string{"last"}, down.Before); diff != "" {
			t.Errorf("rows before (-want +got):\n%s", diff)
		}
		if up.Duration <= 0 || up.Done[0].Duration <= 0 {
			t.Errorf("no time was measured: %s in all, %s for the first", up.Duration, up.Done[0].Duration)
		}
	})
}

func TestADoubtfulTargetIsWarnedOf(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		var text strings.Builder
		r := open(t, db, forked()...)
		r.Logger = slog.New(slog.NewTextHandler(&text, nil))
		upgrade(t, r, "left")
		if report := upgrade(t, r, "right"); report.Warnings != nil {
			t.Errorf("a plain target has the warnings %q", report.Warnings)
		}
		report, err := r.Downgrade(ctx, "-1")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"the database is at several revisions (left, right): -1 goes down from left; name the branch to say which, as in left@-1"}
		if diff := cmp.Diff(want, report.Warnings); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		if got := text.String(); strings.Count(got, "level=WARN") != 1 || !strings.Contains(got, want[0]) {
			t.Errorf("the log says\n%s", got)
		}

		rows := []string{"left", "right"}
		plan, err := r.Graph.Downgrade(rows, "-1")
		if err != nil {
			t.Fatal(err)
		}
		var script strings.Builder
		if err := r.WriteScript(&script, runner.Downgrade, rows, plan, runner.ScriptOptions{}); err != nil || !strings.Contains(script.String(), "\n-- Warning: "+want[0]+".\n") {
			t.Errorf("%v, and the script is\n%s", err, script.String())
		}
	})
}

func TestHistoryHasARowForEachRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		first := does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, 'it''s')"})
		first.Downgrade = []op.Operation{op.DropTable{Table: "a"}}
		r := open(t, db, first, creates("b2 < a1", "b"))
		if got := records(t, r); got != nil {
			t.Errorf("a database without tables has the history %v", got)
		}
		upgrade(t, r, "head")
		if _, err := r.Downgrade(ctx, "base"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Stamp(ctx, []string{"a1"}); err != nil {
			t.Fatal(err)
		}
		want := []string{"upgrade a1 done 2/2", "upgrade b2 done 1/1", "downgrade b2 done 1/1", "downgrade a1 done 1/1", "stamp a1 done 0/0"}
		if diff := cmp.Diff(want, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		row := records(t, r)[0]
		if row.Started.IsZero() || row.Finished.Before(row.Started) || row.Duration < 0 || row.Duration > row.Finished.Sub(row.Started)*2+1e9 {
			t.Errorf("started %s, finished %s, took %s", row.Started, row.Finished, row.Duration)
		}
		row.Started, row.Finished, row.Duration = row.Started.Truncate(1e18), row.Started.Truncate(1e18), 0
		wantRow := runner.Record{
			ID: 1, Revision: "a1", Direction: runner.Upgrade, Started: row.Started, Finished: row.Started, Outcome: runner.Done,
			OperationsDone: 2, Operations: 2, Checksum: op.Checksum(first.Upgrade), Message: "do a1", Who: "ann", Host: "here", Build: "b1",
			Stored: `{"message":"do a1","downgrade":[{"Table":"a","op":"DropTable"}]}`,
		}
		if diff := cmp.Diff(wantRow, row); diff != "" {
			t.Errorf("first row (-want +got):\n%s", diff)
		}
	})
}

func TestARevisionThatFailsLeavesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		broken := []op.Operation{createTable("half"), op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"}}
		good := []op.Operation{createTable("half")}
		list := func(ops []op.Operation) []revision.Revision {
			return []revision.Revision{creates("a1", "a"), creates("b2 < a1", "b"), does("c3 < b2", ops...), creates("d4 < c3", "d"), creates("e5 < d4", "e")}
		}
		r := open(t, db, list(broken)...)
		report, err := r.Upgrade(ctx, "head")

		var partial *runner.PartialError
		if !errors.As(err, &partial) {
			t.Fatalf("got the error %v, want a PartialError", err)
		}
		if partial.Failed != "c3" || !slices.Equal(partial.NotRun, []string{"d4", "e5"}) || len(partial.Applied) != 2 || partial.Direction != runner.Upgrade {
			t.Errorf("the error says %+v", partial)
		}
		for _, part := range []string{`upgrade c3: step 2, Exec "INSERT INTO nowhere VALUES (1)": `, "nowhere", "(done before: a1, b2; not run: d4, e5)"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("the error %q does not say %q", err, part)
			}
		}
		if diff := cmp.Diff([]string{"a1", "b2"}, report.IDs()); diff != "" {
			t.Errorf("done (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"b2"}, report.After); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"a", "b"}, tables(t, db)); diff != "" {
			t.Errorf("tables (-want +got):\n%s", diff)
		}
		last := records(t, r)[2]
		if last.Outcome != runner.Failed || last.Revision != "c3" || !strings.Contains(last.Error, "nowhere") || last.Finished.IsZero() {
			t.Errorf("the history says %+v", last)
		}

		upgrade(t, open(t, db, list(good)...), "head")
		if diff := cmp.Diff([]string{"a", "b", "d", "e", "half"}, tables(t, db)); diff != "" {
			t.Errorf("tables after the next run (-want +got):\n%s", diff)
		}
	})
}

func TestTheFirstRevisionThatFailsIsNoPartialError(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		_, err := open(t, db, does("a1", op.Exec{SQL: "nonsense"})).Upgrade(ctx, "head")
		var partial *runner.PartialError
		if err == nil || errors.As(err, &partial) || !strings.HasPrefix(err.Error(), "upgrade a1: step 1, Exec \"nonsense\": ") {
			t.Errorf("got the error %v", err)
		}
	})
}

func TestThePlanIsCompiledBeforeItsFirstStatement(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"), does("b2 < a1", op.Func{Name: "nothing"}), does("c3 < b2", op.Exec{SQL: " ; "}))
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.Contains(err.Error(), "step 1") {
			t.Errorf("got the error %v", err)
		}
		if got := tables(t, db); got != nil {
			t.Errorf("the database has the tables %v", got)
		}
	})
}

func TestAnotherProgramsRowsStopTheRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"), does("b2 < a1", createTable("b"), op.Exec{SQL: "UPDATE echomigrate_version SET version_num = 'other'"}))
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.Contains(err.Error(), "another program changed them") {
			t.Errorf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"a1"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	})
}

func TestUnclosedCommentsDoNotSwallowTheBookkeeping(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for _, tail := range []string{"", " -- done", " --"} {
			r := open(t, db, creates("a1", "a"), does("b2 < a1", op.Exec{SQL: "INSERT INTO a VALUES (1, 'x')" + tail}))
			upgrade(t, r, "head")
			if _, err := open(t, db, creates("a1", "a"), creates("b2 < a1", "none")).Stamp(ctx, []string{"a1"}); err != nil {
				t.Fatal(err)
			}
			exec(t, db, "DELETE FROM a")
		}
		r := open(t, db, creates("a1", "a"), does("b2 < a1", op.Exec{SQL: "INSERT INTO a VALUES (1, 'x') /* open"}))
		_, err := r.Upgrade(ctx, "head")
		rows, count := strings.Join(current(t, r), " "), value(t, db, "SELECT count(*) FROM a")
		if done := err == nil; done != (rows == "b2") || done != (count == "1") {
			t.Errorf("error %v, but the database is at %s with %s rows", err, rows, count)
		}
	})
}
