package runner_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// BenchmarkBackfill changes a million rows by op.Backfill, and by hand: by the driver alone, with an UPDATE for each of the same ranges
// of keys in a transaction of its own, which notes how far it got, as nobody can go on with what was stopped else; "updates" does not.
// It says how many times as long as by hand the Backfill takes, and how long a batch keeps its rows locked.
func BenchmarkBackfill(b *testing.B) {
	const rows = 1_000_000
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		for _, size := range []int{500, 1000, 2000, op.DefaultBatchSize, 10_000, 20_000, 50_000} {
			b.Run(fmt.Sprintf("batches of %d", size), func(b *testing.B) {
				fill := func(note string) func() func() {
					return func() func() {
						db := tableOf(b, fresh(), rows)
						return func() { fillByHand(b, db.DB, rows, size, note) }
					}
				}
				took := byTurns(b, way{"updates", fill("")}, way{"by-hand", fill("; UPDATE reached SET id = %d")}, way{"backfill", func() func() {
					r := open(b, tableOf(b, fresh(), rows), does("a1", count(size)))
					return func() { upgrade(b, r, "head") }
				}})
				b.ReportMetric(took[2].Seconds()/took[1].Seconds(), "times-by-hand")
				b.ReportMetric(took[2].Seconds()/took[0].Seconds(), "times-updates")
				b.ReportMetric(rows/took[2].Seconds(), "rows/s")
				b.ReportMetric(1000*took[2].Seconds()*float64(size)/rows, "ms/batch")
			})
		}
	})
}

// tableOf makes the table whose rows are changed, and one for how far that got.
func tableOf(b *testing.B, db *bun.DB, rows int) *bun.DB {
	b.Helper()
	exec(b, db, "CREATE TABLE a (id bigint PRIMARY KEY, name text, changes integer NOT NULL DEFAULT 0)", many(rows).SQL,
		"CREATE TABLE reached (id bigint NOT NULL)", "INSERT INTO reached VALUES (0)")
	if isPostgres(db) {
		exec(b, db, "VACUUM ANALYZE a", "CHECKPOINT")
	}
	return db
}

// fillByHand puts the note behind each UPDATE, with the key of its last row for %d.
func fillByHand(b *testing.B, db *sql.DB, rows, size int, note string) {
	b.Helper()
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for last := size; last < rows+size; last += size {
		batch := fmt.Sprintf("UPDATE a SET changes = changes + 1 WHERE id > %d AND id <= %d", last-size, last)
		if note != "" {
			batch += fmt.Sprintf(note, last)
		}
		tx, err := conn.BeginTx(ctx, nil)
		if err == nil {
			_, err = tx.ExecContext(ctx, batch)
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
