package dialect_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// pragmas ask SQLite's catalog for the columns, foreign keys and indexes of all tables.
var pragmas = []string{
	"SELECT m.name, c.* FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'",
	"SELECT m.name, f.* FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
	"SELECT m.name, i.name, i.\"unique\", i.origin, x.* FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE m.type = 'table'",
}

// BenchmarkInspect compares the inspection of 1,000 tables with the bare catalog queries, their rows read and thrown away.
// On PostgreSQL these are the ones that it sends. On SQLite, where it reads the text of the tables instead ("text" is that
// query alone, with nothing read off the text), they are those of the pragmas.
func BenchmarkInspect(b *testing.B) {
	for _, kind := range []struct {
		name    string
		open    func(testing.TB) *bun.DB
		dialect dialect.Dialect
	}{
		{"postgres", testdb.Postgres, postgres.New()},
		{"sqlite", testdb.SQLite, sqlite.New()},
	} {
		b.Run(kind.name, func(b *testing.B) {
			db := kind.open(b)
			thousandTables(b, db)
			var seen recorder
			if _, err := kind.dialect.Inspect(context.Background(), db.WithQueryHook(&seen), dialect.Scope{}); err != nil {
				b.Fatal(err)
			}
			queries := map[string][]string{"bare": seen.queries}
			if kind.name == "sqlite" {
				queries = map[string][]string{"bare": pragmas, "text": seen.queries}
			}
			for name, list := range queries {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						for _, query := range list {
							drain(b, db, query)
						}
					}
				})
			}
			b.Run("inspect", func(b *testing.B) {
				for b.Loop() {
					s, err := kind.dialect.Inspect(context.Background(), db, dialect.Scope{})
					if err != nil || len(s.Tables) != 1000 {
						b.Fatalf("%d tables, %v", len(s.Tables), err)
					}
				}
			})
		})
	}
}

// recorder keeps the queries that go through Bun.
type recorder struct{ queries []string }

func (r *recorder) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (r *recorder) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	r.queries = append(r.queries, e.Query)
}

func drain(b *testing.B, db *bun.DB, query string) {
	b.Helper()
	rows, err := db.DB.Query(query)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	row := make([]any, len(columns))
	for i := range row {
		row[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

// thousandTables have ten columns, an index and a foreign key each.
func thousandTables(b *testing.B, db *bun.DB) {
	b.Helper()
	var script strings.Builder
	script.WriteString("BEGIN;\n")
	for n := range 1000 {
		fmt.Fprintf(&script, "CREATE TABLE t%03d (id bigint PRIMARY KEY, parent bigint REFERENCES t%03d (id)", n, max(0, n-1))
		for c := range 8 {
			fmt.Fprintf(&script, ", c%d text", c)
		}
		fmt.Fprintf(&script, ");\nCREATE INDEX t%03d_idx ON t%03d (c0);\n", n, n)
	}
	script.WriteString("COMMIT")
	if _, err := db.DB.Exec(script.String()); err != nil {
		b.Fatal(err)
	}
}
