package runner_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestADryRunLeavesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		dry := false
		look := op.Func{Name: "look", Run: func(ctx context.Context, on bun.IDB) error {
			dry = op.InvocationFrom(ctx).DryRun
			_, err := on.ExecContext(ctx, "INSERT INTO t (id, name) VALUES (1, 'x')")
			return err
		}}
		narrow := op.AlterColumn{Table: "t", Column: "name", From: schema.Column{Name: "name", Type: "text"}, To: schema.Column{Name: "name", Type: "varchar(40)", NotNull: true}}
		r := open(t, db, creates("a1", "t"), does("b2 < a1", look), does("c3 < b2", narrow), does("d4 < c3", op.RenameTable{From: "t", To: "u"}))
		report, err := r.UpgradeDryRun(ctx, "head")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"a1", "b2", "c3", "d4"}, report.IDs()); diff != "" || !dry {
			t.Errorf("dry run known: %t, tried (-want +got):\n%s", dry, diff)
		}
		if got := tables(t, db); len(got) > 0 {
			t.Errorf("the dry run left %v", got)
		}
		usable(t, db)
		upgrade(t, r, "head")
		if got := tables(t, db); !cmp.Equal(got, []string{"u"}) {
			t.Errorf("the run behind it left %v", got)
		}
		if !isPostgres(db) {
			if got := value(t, db, "PRAGMA foreign_keys"); got != "1" {
				t.Errorf("foreign_keys is %s", got)
			}
		}
	})
}

// What rows break a dry run finds, and the database is as before.
func TestADryRunFailsWhereTheRunWould(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		strict := op.AlterColumn{Table: "t", Column: "name", From: schema.Column{Name: "name", Type: "text"}, To: schema.Column{Name: "name", Type: "text", NotNull: true}}
		r := open(t, db, creates("a1", "t"), creates("b2 < a1", "other"), does("c3 < b2", strict))
		upgrade(t, r, "a1")
		exec(t, db, "INSERT INTO t (id) VALUES (1)")
		before := log(t, r)
		report, err := r.UpgradeDryRun(ctx, "head")
		if err == nil || !strings.HasPrefix(err.Error(), "upgrade c3: step 1, AlterColumn t.name: ") {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff([]string{"b2"}, report.IDs()); diff != "" {
			t.Errorf("tried (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if got := tables(t, db); !cmp.Equal(got, []string{"t"}) {
			t.Errorf("the dry run left %v", got)
		}
		usable(t, db)
	})
}

// A failure that has nothing to do with what was not tried is one.
func TestADryRunTellsWhatNeedsWhatItDidNotTry(t *testing.T) {
	db := testdb.Postgres(t)
	index := op.CreateIndex{Table: "t", Index: schema.Index{Name: "t_name_idx", Columns: []string{"name"}}, Concurrently: true}
	r := open(t, db, creates("a1", "t"), creates("b2 < a1", "other"), does("c3 < b2", index, op.RenameIndex{Table: "t", From: "t_name_idx", To: "i"}),
		does("d4 < c3", op.DropColumn{Table: "other", Column: "nothing"}))
	report, err := r.UpgradeDryRun(ctx, "c3")
	if err != nil || len(report.NotTried) != 2 {
		t.Errorf("not tried %+v, error %v", report.NotTried, err)
	}
	if _, err := r.UpgradeDryRun(ctx, "head"); err == nil || !strings.HasPrefix(err.Error(), "upgrade d4: step 1, DropColumn other.nothing") {
		t.Errorf("error %v", err)
	}
}
