package runner_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// many puts rows 1 to n into table a.
func many(n int) op.Exec {
	return op.Exec{SQL: fmt.Sprintf("INSERT INTO a (id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i, 'x' FROM n", n)}
}

// counted is table a with a column that counts how often a row was changed.
var counted = op.AddColumn{Table: "a", Column: schema.Column{Name: "changes", Type: "integer", NotNull: true, Default: "0"}}

// count is a Backfill in batches that shows when it comes to a row twice.
func count(size int) op.Backfill {
	return op.Backfill{Table: "a", Column: "changes", Value: "changes + 1", Where: "1 = 1", BatchSize: size}
}

func TestABackfillInBatchesChangesEachRowOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		var seen []string
		r := open(t, db,
			does("a1", createTable("a"), many(1003)),
			does("b2 < a1", counted, count(100), op.AddCheck{Table: "a", Check: schema.Check{Expression: "changes = 1"}}))
		upgrade(t, r, "a1")
		r.OnProgress = func(p runner.Progress) {
			if p.Unit != "" {
				seen = append(seen, fmt.Sprintf("%d/%d %d %s", p.Step, p.Steps, p.Done, p.Unit))
			}
		}
		upgrade(t, r, "head")
		if got := value(t, db, "SELECT count(*) FROM a WHERE changes = 1"); got != "1003" {
			t.Errorf("%s rows were changed once", got)
		}
		var want []string
		for n := range 11 {
			want = append(want, fmt.Sprintf("2/3 %d rows", 100*n))
		}
		want = append(want, "2/3 1003 rows", "2/3 1003 rows")
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("progress (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 2/2", "upgrade b2 done 3/3"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if got := value(t, db, "SELECT count(*) FROM echomigrate_history WHERE reached IS NOT NULL OR rows_done IS NOT NULL"); got != "0" {
			t.Errorf("%s history rows still say how far a Backfill got", got)
		}
		usable(t, db)
	})
}

func TestABackfillThatWasStoppedGoesOnBehindTheLastBatch(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, does("a1", createTable("a"), many(1000), counted), does("b2 < a1", count(100)))
		upgrade(t, r, "a1")
		for n := range 5 {
			stopped, stop := context.WithCancel(ctx)
			var first int64 = -1
			r.OnProgress = func(p runner.Progress) {
				if p.Unit == "" {
					return
				}
				if first < 0 {
					first = p.Done
				}
				if p.Done == int64(200*n+150)/100*100 {
					stop()
				}
			}
			if _, err := r.Upgrade(stopped, "head"); err == nil {
				t.Fatal("it was not stopped")
			}
			if want := int64(max(0, 200*n-100)); first != want {
				t.Errorf("run %d began at row %d, want %d", n, first, want)
			}
		}
		r.OnProgress = nil
		upgrade(t, r, "head")
		if got := value(t, db, "SELECT count(*) FROM a WHERE changes = 1"); got != "1000" {
			t.Errorf("%s rows were changed once", got)
		}
	})
}

func TestBatchesGoByAnyKey(t *testing.T) {
	for _, c := range []struct{ name, columns, values string }{
		{"text with quotes", "id varchar(40) PRIMARY KEY", "'it''s \\ ? ' || i, 0"},
		{"numeric", "id numeric PRIMARY KEY", "i / 7.0, 0"},
		{"double precision", "id double precision PRIMARY KEY", "1.0 / i, 0"},
		{"composite", "id varchar(10), b integer, PRIMARY KEY (id, b)", "'k' || (i % 10), 0, i"},
		{"equal values", "id integer NOT NULL", "i % 10, 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				first, rest, _ := strings.Cut(c.columns, ",")
				exec(t, db, "CREATE TABLE a ("+strings.TrimSuffix(first+", changes integer NOT NULL DEFAULT 0,"+rest, ",")+")",
					"CREATE INDEX a_id_idx ON a (id)",
					"INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT "+c.values+" FROM n")
				fill := count(7)
				if c.name == "equal values" {
					fill.Key = []string{"id"}
				}
				upgrade(t, open(t, db, does("a1", fill)), "head")
				if got := value(t, db, "SELECT count(*) FROM a WHERE changes = 1"); got != "500" {
					t.Errorf("%s rows were changed once", got)
				}
			})
		})
	}
}

func TestWhatBatchesCannotGoByIsRefusedBeforeAnythingRuns(t *testing.T) {
	without := op.CreateTable{Table: schema.Table{Name: "a", Columns: []schema.Column{
		{Name: "id", Type: "bigint", NotNull: true}, {Name: "name", Type: "text"}, {Name: "changes", Type: "integer"},
	}}}
	for _, c := range []struct {
		name string
		fill op.Backfill
		want string
	}{
		{"no primary key", count(10), "step 2, Backfill a.changes with changes + 1: table a has no primary key for batches to go by: name in Key"},
		{"a key without an index", op.Backfill{Table: "a", Column: "changes", Value: "1", BatchSize: 10, Key: []string{"id"}}, "no index of table a begins with (id)"},
		{"a key that can be NULL", op.Backfill{Table: "a", Column: "changes", Value: "1", BatchSize: 10, Key: []string{"name"}}, "column name in Key can be NULL"},
		{"a key that is not there", op.Backfill{Table: "a", Column: "changes", Value: "1", BatchSize: 10, Key: []string{"ids"}}, "has no column ids"},
		{"a key that is changed", op.Backfill{Table: "a", Column: "id", Value: "1", BatchSize: 10, Key: []string{"id"}}, "column id is in Key"},
		{"less than nothing", op.Backfill{Table: "a", Column: "changes", Value: "1", BatchSize: -1}, "BatchSize is -1"},
		{"a pause without batches", op.Backfill{Table: "a", Column: "changes", Value: "1", Pause: time.Second}, "give BatchSize too"},
	} {
		t.Run(c.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				r := open(t, db, does("a1", without, c.fill))
				if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got the error %v, want %s", err, c.want)
				}
				if got := tables(t, db); len(got) > 0 {
					t.Errorf("there are tables: %s", got)
				}
			})
		})
	}
}

func TestABackfillBehindSQLGoesByWhatThatMade(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		make := op.Exec{SQL: "CREATE TABLE a (id integer PRIMARY KEY, changes integer); INSERT INTO a VALUES (1, 0), (2, 0)"}
		upgrade(t, open(t, db, does("a1", make, count(1))), "head")
		if got := value(t, db, "SELECT sum(changes) FROM a"); got != "2" {
			t.Errorf("the rows were changed %s times", got)
		}
	})
}

func TestSeveralRunsOfOneBackfillChangeEachRowOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		revisions := []revision.Revision{does("a1", createTable("a"), many(500), counted), does("b2 < a1", count(10))}
		upgrade(t, open(t, db, revisions...), "a1")
		var runs sync.WaitGroup
		for range 3 {
			r := open(t, db, revisions...)
			runs.Go(func() {
				if _, err := r.Upgrade(ctx, "head"); err != nil {
					t.Error(err)
				}
			})
		}
		runs.Wait()
		if got := value(t, db, "SELECT count(*) FROM a WHERE changes = 1"); got != "500" {
			t.Errorf("%s rows were changed once", got)
		}
	})
}

func TestAScriptOfABackfillInBatchesIsOneUpdate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		var script strings.Builder
		r := open(t, db, does("a1", createTable("a"), counted, count(10)))
		plan, err := r.Graph.Upgrade(nil, "head")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.WriteScript(&script, runner.Upgrade, nil, plan, runner.ScriptOptions{}); err != nil {
			t.Fatal(err)
		}
		const want = `UPDATE "a" SET "changes" = changes + 1 WHERE 1 = 1;`
		if got := script.String(); strings.Count(got, "COMMIT") != 1 || !strings.Contains(got, want) {
			t.Errorf("the script is\n%s", got)
		}
	})
}
