// Package bench_test measures a comparison beside that of others, on the same database in the same run.
package bench_test

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// pragmas ask SQLite's catalog for what a check reads off the text of the tables: the tables, their columns, foreign keys and
// indexes, and that text for what no pragma tells, such as checks.
var pragmas = []string{
	"SELECT l.name, l.type, l.wr, l.strict, m.sql FROM pragma_table_list l JOIN sqlite_schema m ON m.name = l.name WHERE l.schema = 'main'",
	"SELECT m.name, c.* FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'",
	"SELECT m.name, f.* FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
	"SELECT m.name, i.name, i.\"unique\", i.origin, i.partial, x.* FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE m.type = 'table'",
	"SELECT name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table'",
}

var kinds = []struct {
	name string
	open func(testing.TB) database
}{{"postgres", openPostgres}, {"sqlite", openSQLite}}

// contenders are all who compare a database with the models that it was made of, and with models that have changed. The
// first, "bare", only sends the queries of the catalog that a check without a change sends; on SQLite, where a check reads the
// text of the tables, those of the pragmas.
func contenders(t testing.TB, open func(testing.TB) database, tables, changed int) ([]contender, database) {
	t.Helper()
	db, target := open(t), open(t)
	same, other := models(tables, 0), models(tables, changed)
	made := create(t, db.DB, same)
	create(t, target.DB, other)
	queries := pragmas
	if isPostgres(db) {
		queries = recorded(t, db.DB, same, made)
	}
	all := []contender{
		{"bare", false, bare(through{db}, queries)},
		{"check", false, check(ours(t, db.DB, same, made))},
		{"check_changes", true, check(ours(t, db.DB, other, made))},
		{"atlas", false, inspectAndDiff(t, db, db)},
		{"atlas_changes", true, inspectAndDiff(t, db, target)},
	}
	if isPostgres(db) { // Bun's has no other database
		all = append(all, contender{"bun", false, autoMigrate(t, db.DB, same)}, contender{"bun_changes", true, autoMigrate(t, db.DB, other)})
	}
	return all, db
}

// BenchmarkCheck measures the contenders by turns, on 1,000 tables with and without 20 changes. Only what is compared within
// one run says something: the table at the end has the shortest times.
func BenchmarkCheck(b *testing.B) {
	for _, kind := range kinds {
		b.Run(kind.name, func(b *testing.B) {
			all, db := contenders(b, kind.open, 1000, 20)
			for round := range 3 {
				b.Run(fmt.Sprintf("round%d", round+1), func(b *testing.B) {
					for _, c := range all {
						b.Run(c.name, func(b *testing.B) { measured.add(kind.name, c.name, measure(b, c, db)) })
					}
				})
			}
		})
	}
}

// TestContenders lets each compare a few tables, so that a benchmark measures what it says.
func TestContenders(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			all, db := contenders(t, kind.open, 6, 4)
			for _, c := range all {
				if err := c.compare(); err != nil {
					t.Error(err)
				}
			}
			if db.trips.Load() == 0 {
				t.Error("no round trip was counted")
			}
		})
	}
}

// measure gives the shortest time, and the number of round trips.
func measure(b *testing.B, c contender, db database) (m measurement) {
	b.Helper()
	m.shortest = time.Duration(math.MaxInt64)
	for b.Loop() {
		before, start := db.trips.Load(), time.Now()
		if err := c.compare(); err != nil {
			b.Fatal(err)
		}
		m.shortest, m.trips = min(m.shortest, time.Since(start)), db.trips.Load()-before
	}
	b.ReportMetric(float64(m.trips), "trips/op")
	return m
}
