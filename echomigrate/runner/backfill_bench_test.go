package runner_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// BenchmarkBackfill changes a million rows by op.Backfill, and by hand: by the driver alone, with an UPDATE for each of the same ranges
// of keys in a transaction of its own. It says how many times as long the Backfill takes, and how long a batch keeps its rows locked.
func BenchmarkBackfill(b *testing.B) {
	const rows = 1_000_000
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		for _, size := range []int{500, 1000, 2000, op.DefaultBatchSize, 10_000, 20_000, 50_000} {
			b.Run(fmt.Sprintf("batches of %d", size), func(b *testing.B) {
				took, byHand := never, never
				for range b.N { // the shortest of each counts: what else the machine does is no part of it
					db := tableOf(b, fresh(), rows)
					byHand = min(byHand, timed(func() { fillByHand(b, db.DB, rows, size) }))
					r := open(b, tableOf(b, fresh(), rows), does("a1", count(size)))
					took = min(took, timed(func() { upgrade(b, r, "head") }))
				}
				b.ReportMetric(took.Seconds()/byHand.Seconds(), "times-by-hand")
				b.ReportMetric(rows/took.Seconds(), "rows/s")
				b.ReportMetric(1000*took.Seconds()*float64(size)/rows, "ms/batch")
				b.ReportMetric(0, "ns/op") // most of that was to make the tables
			})
		}
	})
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

// tableOf makes the table whose rows are changed.
func tableOf(b *testing.B, db *bun.DB, rows int) *bun.DB {
	b.Helper()
	exec(b, db, "CREATE TABLE a (id bigint PRIMARY KEY, name text, changes integer NOT NULL DEFAULT 0)", many(rows).SQL)
	if isPostgres(db) {
		exec(b, db, "VACUUM ANALYZE a", "CHECKPOINT")
	}
	return db
}

func fillByHand(b *testing.B, db *sql.DB, rows, size int) {
	b.Helper()
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for first := 0; first < rows; first += size {
		tx, err := conn.BeginTx(ctx, nil)
		if err == nil {
			_, err = tx.ExecContext(ctx, fmt.Sprintf("UPDATE a SET changes = changes + 1 WHERE id > %d AND id <= %d", first, first+size))
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
