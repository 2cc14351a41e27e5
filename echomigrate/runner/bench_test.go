package runner_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// benchEach runs a benchmark on each kind of database; fresh gives a new, empty one.
func benchEach(b *testing.B, bench func(b *testing.B, fresh func() *bun.DB)) {
	b.Run("postgres", func(b *testing.B) { bench(b, func() *bun.DB { return testdb.Postgres(b) }) })
	b.Run("sqlite", func(b *testing.B) { bench(b, func() *bun.DB { return testdb.SQLite(b) }) })
}

func BenchmarkAtHead(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		r := open(b, fresh(), chain(1000)...)
		upgrade(b, r, "head")
		for b.Loop() {
			upgrade(b, r, "head")
		}
	})
}

// BenchmarkThousandRevisions compares a run with the same statements sent by the driver, each revision's in a transaction.
func BenchmarkThousandRevisions(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		revisions := chain(1000)
		b.Run("bare", func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				db := fresh()
				var scripts []string
				for _, r := range revisions {
					statements, err := r.Upgrade[0].Statements(dialectOf(db))
					if err != nil {
						b.Fatal(err)
					}
					scripts = append(scripts, strings.Join(statements, ";\n"))
				}
				b.StartTimer()
				bare(b, db.DB, scripts)
			}
		})
		b.Run("runner", func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				r := open(b, fresh(), revisions...)
				b.StartTimer()
				upgrade(b, r, "head")
			}
		})
	})
}

func bare(b *testing.B, db *sql.DB, scripts []string) {
	b.Helper()
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for _, script := range scripts {
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.ExecContext(ctx, script); err != nil {
			_ = tx.Rollback() // closing the connection would wait for it
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}
