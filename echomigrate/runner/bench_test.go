package runner_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
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

// BenchmarkThousandRevisions compares a run with the same statements sent by the driver, each revision's in a transaction:
// "bare" sends what the run sends, version and history rows included, "tables" the CREATE TABLE alone. It says how many times as
// long as bare the run takes.
func BenchmarkThousandRevisions(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		revisions := chain(1000)
		all := recorded(b, fresh(), revisions)
		tables := make([]string, len(all))
		for i, script := range all {
			tables[i], _, _ = strings.Cut(script, ";\n")
		}
		send := func(scripts []string) func() func() {
			return func() func() {
				db := fresh()
				if err := open(b, db).EnsureVersion(ctx); err != nil {
					b.Fatal(err)
				}
				return func() { bare(b, db.DB, scripts) }
			}
		}
		took := byTurns(b, way{"tables", send(tables)}, way{"bare", send(all)}, way{"runner", func() func() {
			r := open(b, fresh(), revisions...)
			return func() { upgrade(b, r, "head") }
		}})
		b.ReportMetric(took[2].Seconds()/took[1].Seconds(), "times-bare")
	})
}

// recorded is what a run sends for each revision.
func recorded(b *testing.B, db *bun.DB, revisions []revision.Revision) []string {
	b.Helper()
	recorder := &recorder{}
	upgrade(b, open(b, db.WithQueryHook(recorder), revisions...), "head")
	if len(recorder.scripts) != len(revisions) {
		b.Fatalf("%d scripts for %d revisions", len(recorder.scripts), len(revisions))
	}
	return recorder.scripts
}

// recorder keeps the queries that create a table and write the history, without the opening before them.
type recorder struct{ scripts []string }

func (r *recorder) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (r *recorder) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	if at := strings.Index(e.Query, "CREATE TABLE"); at >= 0 && strings.Contains(e.Query, "INSERT INTO") {
		r.scripts = append(r.scripts, e.Query[at:])
	}
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

// BenchmarkLook looks at a database whose history has a million rows: "first" reads it, "again" what is new in it.
func BenchmarkLook(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *bun.DB) {
		r := open(b, fresh(), chain(20)...)
		upgrade(b, r, "head")
		numbers := "generate_series(1, 1000000) AS n(i)"
		if !isPostgres(r.DB) {
			numbers = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n) AS n"
		}
		exec(b, r.DB, "INSERT INTO echomigrate_history SELECT 100 + n.i, revision, direction, started, finished, duration_ms, outcome, step, steps, "+
			"checksum, message, error, who, host, build, reached, rows_done, stored FROM "+numbers+" JOIN echomigrate_history h ON h.id = 1 + n.i % 20")
		if isPostgres(r.DB) {
			exec(b, r.DB, "ANALYZE echomigrate_history")
		}
		look := func(w *runner.Watch) {
			if s, err := w.Look(ctx); err != nil || !s.MayServe() {
				b.Fatal(s, err)
			}
		}
		b.Run("first", func(b *testing.B) {
			for b.Loop() {
				look(r.Watch())
			}
		})
		b.Run("again", func(b *testing.B) {
			w := r.Watch()
			look(w)
			for b.Loop() {
				look(w)
			}
		})
	})
}
