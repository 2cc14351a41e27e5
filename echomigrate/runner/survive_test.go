package runner_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	migrate "github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// Somebody else seems to be in the revision whenever a transaction begins, and gone when the run looks where the database is.
func TestARunDoesNotBeginAgainForEver(t *testing.T) {
	eachTapped(t, func(t *testing.T, db *bun.DB, tapped *tap) {
		tapped.hidden = true
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		upgrade(t, r, "a1")
		plain := db
		begins := 0
		tapped.meanwhile = func(text string) {
			meanwhile := tapped.meanwhile
			tapped.meanwhile = nil
			defer func() { tapped.meanwhile = meanwhile }()
			switch {
			case text == "BEGIN":
				begins++
				exec(t, plain, "UPDATE echomigrate_history SET outcome = 'running', revision = 'b2'")
			case strings.HasPrefix(text, "SELECT 0, version_num") && strings.Contains(text, "SELECT -1"):
				exec(t, plain, "UPDATE echomigrate_history SET outcome = 'done', revision = 'a1'")
			}
		}
		_, err := r.Upgrade(ctx, "head")
		tapped.meanwhile = nil
		if err == nil || !strings.Contains(err.Error(), `another run came in between 100 times while the database stayed at "a1"`) {
			t.Errorf("after %d transactions: got the error %v", begins, err)
		}
	})
}

// A table that an older version of this package made has fewer columns.
func TestAHistoryTableGetsTheColumnsThatItLacks(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"), does("b2 < a1", counted, op.Exec{SQL: "INSERT INTO a VALUES (1, 'x', 0)"}, count(1)))
		upgrade(t, r, "a1")
		for _, column := range []string{"reached", "rows_done", "stored"} {
			exec(t, db, "ALTER TABLE echomigrate_history DROP COLUMN "+column)
		}
		upgrade(t, r, "head")
		if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 3/3"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}

// Until a run adds them, what reads the history does without.
func TestAHistoryTableThatLacksColumnsIsRead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		newer := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		upgrade(t, newer, "head")
		for _, column := range []string{"reached", "rows_done", "stored"} {
			exec(t, db, "ALTER TABLE echomigrate_history DROP COLUMN "+column)
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 1/1"}, log(t, newer)); diff != "" {
				t.Errorf("history without %s (-want +got):\n%s", column, diff)
			}
			recent, err := newer.Recent(ctx, 2, 10)
			if err != nil || len(recent) != 1 || recent[0].Revision != "a1" {
				t.Errorf("recent without %s: %v, %v", column, recent, err)
			}
			older := open(t, db, creates("a1", "a"))
			watch := older.Watch()
			for range 2 {
				if standing, err := watch.Look(ctx); err != nil || len(standing.Unknown) != 1 || standing.Unknown[0].ID != "b2" {
					t.Errorf("a look without %s: %+v, %v", column, standing, err)
				}
			}
			if _, err := newer.DowngradeDryRun(ctx, "a1"); err != nil {
				t.Errorf("a dry run without %s: %v", column, err)
			}
			found, err := newer.Examine(ctx)
			if is := func(f migrate.Finding) bool { return f.Code == "older-table" }; err != nil || !slices.ContainsFunc(found.Findings, is) {
				t.Errorf("the doctor without %s: %+v, %v", column, found.Findings, err)
			}
		}
		var unknown *runner.UnknownRevisionError
		if _, err := open(t, db, creates("a1", "a")).Downgrade(ctx, "a1"); !errors.As(err, &unknown) {
			t.Errorf("nothing is stored of b2, and the error is %v", err)
		}
		watch := newer.Watch()
		if _, err := watch.Look(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := newer.Downgrade(ctx, "a1"); err != nil {
			t.Fatal(err)
		}
		upgrade(t, newer, "head")
		exec(t, db, "UPDATE echomigrate_history SET outcome = 'running', rows_done = 7 WHERE id = 4")
		if standing, err := watch.Look(ctx); err != nil || len(standing.Unfinished) != 1 || standing.Unfinished[0].Rows != 7 {
			t.Errorf("a look behind the run that added the columns: %+v, %v", standing, err)
		}
	})
}

// An index was built or dropped, and the run was killed before it could note that. A Backfill is planned behind it, by the schema.
func TestAnIndexThatIsDoneAndNotRecordedIsNotInTheWayOfThePlan(t *testing.T) {
	list := []revision.Revision{
		creates("a1", "a"),
		does("b2 < a1", op.Autocommit{Ops: op.List{op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}}}}),
		does("c3 < b2", counted, count(1)),
		does("d4 < c3", op.Autocommit{Ops: op.List{op.DropIndex{Table: "a", Name: "a_name_idx"}}}),
		does("e5 < d4", count(1)),
	}
	stopped := map[int]string{1: "CREATE INDEX a_name_idx ON a (name)", 3: "DROP INDEX a_name_idx"}
	for at, done := range stopped {
		t.Run(list[at].ID, func(t *testing.T) {
			r := open(t, testdb.Postgres(t), list...)
			upgrade(t, r, list[at-1].ID)
			exec(t, r.DB, done, "INSERT INTO echomigrate_history (id, revision, direction, started, outcome, step, steps, checksum, message, who, host, build) "+
				"SELECT 100, '"+list[at].ID+"', direction, started, 'running', 0, 1, '"+op.Checksum(list[at].Upgrade)+
				"', message, who, host, build FROM echomigrate_history WHERE revision = 'a1'")
			upgrade(t, r, "head")
			if rows := current(t, r); rows[0] != "e5" {
				t.Errorf("the database is at %v", rows)
			}
		})
	}
}

func TestRowsThatGoLeavesOpenAreNamed(t *testing.T) {
	read := op.Func{Name: "read", Run: func(ctx context.Context, db bun.IDB) error {
		rows, err := db.QueryContext(ctx, "SELECT generate_series(1, 100000)") //nolint:sqlclosecheck // which is what it is about
		if err != nil {
			return err
		}
		rows.Next()
		return rows.Err()
	}}
	db := testdb.Postgres(t)
	_, err := open(t, db, does("a1", read, createTable("a"))).Upgrade(ctx, "head")
	if err == nil || !strings.Contains(err.Error(), "upgrade a1: step 1, Func read: it left the rows of a query open: close them before it returns") {
		t.Errorf("got the error %v", err)
	}
	usable(t, db)
}
