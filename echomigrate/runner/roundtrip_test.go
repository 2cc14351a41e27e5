package runner_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// eachTapped runs a test on a new database of each kind, with a tap on the driver.
func eachTapped(t *testing.T, test func(t *testing.T, db *bun.DB, tapped *tap)) {
	t.Run("postgres", func(t *testing.T) {
		db, tapped := tapPostgres(t, testdb.PostgresURL(t))
		test(t, db, tapped)
	})
	t.Run("sqlite", func(t *testing.T) {
		db, tapped := tapSQLite(t, testdb.SQLitePath(t))
		test(t, db, tapped)
	})
}

// counter counts what goes through Bun.
type counter struct{ queries atomic.Int64 }

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (c *counter) AfterQuery(context.Context, *bun.QueryEvent)                        { c.queries.Add(1) }

func TestAtTheTargetOneQueryIsSent(t *testing.T) {
	eachTapped(t, func(t *testing.T, db *bun.DB, tapped *tap) {
		r := open(t, db, chain(3)...)
		upgrade(t, r, "head")
		var seen counter
		counted := db.WithQueryHook(&seen)
		r.DB = counted
		for _, run := range []func() error{
			func() error { _, err := r.Upgrade(ctx, "head"); return err },
			func() error { _, err := r.Upgrade(ctx, "r002"); return err },
			func() error { _, err := r.Downgrade(ctx, "r003"); return err },
			func() error { _, err := r.Stamp(ctx, []string{"head"}); return err },
		} {
			tapped.take()
			seen.queries.Store(0)
			if err := run(); err != nil {
				t.Fatal(err)
			}
			if trips := tapped.take(); len(trips) != 1 || !strings.HasPrefix(trips[0], "SELECT ") || seen.queries.Load() != 1 {
				t.Errorf("Bun saw %d queries, the driver:\n%s", seen.queries.Load(), strings.Join(trips, "\n"))
			}
		}
	})
}

// Each is for a table that is new and for one that others may use, which a run looks for.
func TestRoundTripsOfARevision(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		db, tapped := tapPostgres(t, testdb.PostgresURL(t))
		roundTrips(t, db, tapped, [][]string{
			{"BEGIN", "SELECT CREATE SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
			{"BEGIN", "SELECT DO ALTER SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
		})
	})
	t.Run("postgres where a pooler may stand between", func(t *testing.T) {
		db, tapped := tapPostgres(t, testdb.PostgresURL(t))
		tapped.hidden = true
		roundTrips(t, db, tapped, [][]string{
			{"BEGIN", "SELECT", "SELECT", "CREATE SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
			{"SELECT", "BEGIN", "SELECT", "SELECT", "ALTER SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
		})
	})
	t.Run("sqlite", func(t *testing.T) {
		db, tapped := tapSQLite(t, testdb.SQLitePath(t))
		roundTrips(t, db, tapped, [][]string{
			{"BEGIN", "DELETE", "PRAGMA", "SELECT", "CREATE SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
			{"BEGIN", "DELETE", "PRAGMA", "ALTER SAVEPOINT UPDATE SAVEPOINT INSERT", "COMMIT"},
		})
	})
}

// roundTrips compares the trips of two revisions: from the beginning of the first one's transaction to its end, and from there on.
func roundTrips(t *testing.T, db *bun.DB, tapped *tap, want [][]string) {
	t.Helper()
	alter := op.AddColumn{Table: "a", Column: schema.Column{Name: "more", Type: "text"}}
	r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"), does("c3 < b2", alter))
	upgrade(t, r, "a1")
	tapped.take()
	upgrade(t, r, "head")
	trips := tapped.take()
	trips = trips[slices.Index(trips, "BEGIN"):]
	var got [][]string
	var one []string
	for _, trip := range trips {
		if len(one) == 0 && strings.HasPrefix(trip, "PRAGMA ") {
			continue // SQLite's settings, between transactions
		}
		if one = append(one, verbs(trip)); trip == "COMMIT" {
			got, one = append(got, one), nil
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trips (-want +got):\n%s", diff)
	}
}

// By hand a batch takes three: BEGIN, UPDATE and COMMIT. Where the next twenty batches end is one query more.
func TestRoundTripsOfABatch(t *testing.T) {
	for name, c := range map[string]struct {
		tap         func(t *testing.T) (*bun.DB, *tap)
		first, rest []string
	}{
		"postgres": {
			tap:   func(t *testing.T) (*bun.DB, *tap) { return tapPostgres(t, testdb.PostgresURL(t)) },
			first: []string{"BEGIN", "SELECT", "WITH", "UPDATE SAVEPOINT UPDATE", "COMMIT"},
			rest:  []string{"BEGIN", "SELECT UPDATE SAVEPOINT UPDATE", "COMMIT"},
		},
		"postgres where a pooler may stand between": {
			tap: func(t *testing.T) (*bun.DB, *tap) {
				db, tapped := tapPostgres(t, testdb.PostgresURL(t))
				tapped.hidden = true
				return db, tapped
			},
			first: []string{"BEGIN", "SELECT", "SELECT", "WITH", "UPDATE SAVEPOINT UPDATE", "COMMIT"},
			rest:  []string{"BEGIN", "SELECT", "SELECT", "UPDATE SAVEPOINT UPDATE", "COMMIT"},
		},
		"sqlite": {
			tap:   func(t *testing.T) (*bun.DB, *tap) { return tapSQLite(t, testdb.SQLitePath(t)) },
			first: []string{"BEGIN", "DELETE", "PRAGMA", "WITH", "UPDATE SAVEPOINT UPDATE", "COMMIT"},
			rest:  []string{"BEGIN", "DELETE", "PRAGMA", "UPDATE SAVEPOINT UPDATE", "COMMIT"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, tapped := c.tap(t)
			r := open(t, db, does("a1", createTable("a"), many(200), counted), does("b2 < a1", count(10)))
			upgrade(t, r, "a1")
			tapped.take()
			upgrade(t, r, "head")
			var got [][]string
			var one []string
			changes := false
			for _, trip := range tapped.take() {
				if trip == "BEGIN" {
					one, changes = nil, false
				}
				one = append(one, verbs(trip))
				changes = changes || strings.Contains(trip, `UPDATE "a"`)
				if trip == "COMMIT" && changes {
					got = append(got, one)
				}
			}
			want := [][]string{c.first}
			for range 19 {
				want = append(want, c.rest)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("round trips of the batches (-want +got):\n%s", diff)
			}
		})
	}
}

// verbs are the first words of a trip's statements.
func verbs(trip string) string {
	var words []string
	for _, statement := range strings.Split(trip, ";\n") {
		words = append(words, strings.Fields(statement)[0])
	}
	return strings.Join(words, " ")
}

func TestTripsGrowWithRevisionsAlone(t *testing.T) {
	eachTapped(t, func(t *testing.T, db *bun.DB, tapped *tap) {
		r := open(t, db, chain(20)...)
		upgrade(t, r, "r001")
		tapped.take()
		upgrade(t, r, "r002")
		one := len(tapped.take())
		upgrade(t, r, "r004")
		two := len(tapped.take())
		upgrade(t, r, "r014")
		if ten := len(tapped.take()); ten-one != 9*(two-one) {
			t.Errorf("1, 2 and 10 revisions cost %d, %d and %d round trips", one, two, ten)
		}
	})
}
