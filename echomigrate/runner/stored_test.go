package runner_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestWhatTheProgramLacksIsTakenBackByTheHistory rolls a deployment back: the older program undoes what the newer one did.
func TestWhatTheProgramLacksIsTakenBackByTheHistory(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		db.SetMaxOpenConns(1)
		upgrade(t, open(t, db, creates("a1", "a"), creates("b2 < a1", "b"), creates("x8 < b2", "x"), creates("x9 < x8", "y")), "head")
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		report, err := r.Downgrade(ctx, "b2")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"x9", "x8"}, report.IDs()); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"a", "b"}, tables(t, db)); diff != "" {
			t.Errorf("tables (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"b2"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		upgrade(t, open(t, db, creates("a1", "a"), creates("b2 < a1", "b"), creates("x8 < b2", "x")), "head")
		if _, err := r.Downgrade(ctx, "base"); err != nil || tables(t, db) != nil {
			t.Errorf("to the base: %v, %v", tables(t, db), err)
		}
	})
}

func TestWhatIsNoDataIsNotTakenBack(t *testing.T) {
	goes := func(context.Context, bun.IDB) error { return nil }
	for name, c := range map[string]struct {
		down op.List
		says string
	}{
		"Go":     {op.List{op.DropTable{Table: "x"}, op.Func{Name: "tidy up", Run: goes}}, "step 2: Func tidy up: it is no data"},
		"no way": {nil, "it has no way back"},
	} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				last := creates("x9 < a1", "x")
				last.Downgrade = c.down
				upgrade(t, open(t, db, creates("a1", "a"), last), "head")
				older := open(t, db, creates("a1", "a"))
				if _, err := older.Upgrade(ctx, "head"); err == nil || strings.Contains(err.Error(), "db downgrade") || !strings.Contains(err.Error(), "run a program that was built with it, or say") {
					t.Errorf("the upgrade says %v", err)
				}
				found, err := older.Examine(ctx)
				if err != nil || !slices.ContainsFunc(found.Findings, func(f dialect.Finding) bool {
					return f.Code == "unknown-revision" && !strings.Contains(f.WayOut, "db downgrade")
				}) {
					t.Errorf("the examination finds %v, %v", found.Findings, err)
				}
				_, err = older.Downgrade(ctx, "a1")
				if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "downgrade x9") {
					t.Errorf("%v, want %s", err, c.says)
				}
				if diff := cmp.Diff([]string{"a", "x"}, tables(t, db)); diff != "" {
					t.Errorf("something was changed (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestEditedRevisionsAreReported(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		upgrade(t, open(t, db, creates("a1", "a"), creates("b2 < a1", "b")), "head")
		reworded := creates("a1", "a")
		reworded.Message = "say it otherwise"
		if edited, err := open(t, db, reworded, creates("b2 < a1", "b")).Edited(ctx); err != nil || edited != nil {
			t.Errorf("a message: %v, %v", edited, err)
		}
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "c"), creates("c3 < b2", "d"))
		for range 2 {
			report, err := r.Upgrade(ctx, "head")
			if err != nil || len(report.Warnings) != 1 || !strings.HasPrefix(report.Warnings[0], "the operations of b2 were edited") {
				t.Errorf("upgrade warns of %q, %v", report.Warnings, err)
			}
		}
		if report, err := r.Stamp(ctx, []string{"heads"}); err != nil || report.Warnings != nil {
			t.Errorf("stamp: %v, %v", report.Warnings, err)
		}
		if edited, err := r.Edited(ctx); err != nil || edited != nil {
			t.Errorf("behind a stamp: %v, %v", edited, err)
		}
	})
}
