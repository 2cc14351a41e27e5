package sqlite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
)

// FuzzCreateTable gives statements to SQLite. What SQLite takes, the parser reads; created again from what was read, and
// read again, the table is the same.
func FuzzCreateTable(f *testing.F) {
	for _, statement := range zoo {
		f.Add(statement)
	}
	for statement := range unheld {
		f.Add(statement)
	}
	db, again := memory(f), memory(f)
	f.Fuzz(func(t *testing.T, statement string) {
		if strings.Contains(statement, "\x00") || !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(statement)), "CREATE TABLE") {
			return
		}
		exec(t, db, "BEGIN")
		defer exec(t, db, "ROLLBACK")
		if _, err := db.DB.ExecContext(ctx, statement); err != nil || strings.Contains(strings.ToUpper(statement), "ROLLBACK") {
			return
		}
		want := inspect(t, db, dialect.Scope{})
		exec(t, again, "BEGIN")
		defer exec(t, again, "ROLLBACK")
		for _, table := range want.Tables {
			statements, err := sqlite.New().CreateTable(table)
			if err != nil {
				if strings.Contains(err.Error(), "op.Exec") || strings.Contains(err.Error(), "no counterpart") {
					return
				}
				t.Fatal(err)
			}
			exec(t, again, statements...)
		}
		for i := range want.Tables {
			want.Tables[i].Triggers = nil
		}
		if diff := cmp.Diff(want, inspect(t, again, dialect.Scope{})); diff != "" {
			t.Fatalf("(-read +created again and read)\n%s", diff)
		}
	})
}

// FuzzTokens reads any text as a table, an index and an expression: nothing panics.
func FuzzTokens(f *testing.F) {
	for _, statement := range append(zoo, indexes...) {
		f.Add(statement)
	}
	f.Fuzz(func(t *testing.T, text string) { sqlite.Read(text) })
}
