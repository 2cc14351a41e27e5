package dialecttest

import (
	"fmt"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// literalOf finds each value again by the literal for it.
func (x Target) literalOf(t *testing.T) {
	db := x.Open(t)
	for i, c := range []struct{ kind, value string }{
		{"text", `'it''s \n ? "q"'`}, {"text", "''"}, {"bigint", "-9223372036854775807"}, {"double precision", "1.0 / 3"}, {"numeric", "0.1"},
		{"timestamp", "'2026-11-24 07:54:00.123456'"}, {"boolean", "true"}, {"uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'"},
	} {
		table := fmt.Sprintf("v%d", i)
		exec(t, db, fmt.Sprintf("CREATE TABLE %s (v %s)", table, c.kind), fmt.Sprintf("INSERT INTO %s VALUES (%s)", table, c.value))
		literal := query(t, db, "SELECT "+x.Dialect.LiteralOf("v")+" FROM "+table)[0]
		if n := query(t, db, fmt.Sprintf("SELECT count(*) FROM %s WHERE (v) <= (%s) AND (v) >= (%s)", table, literal, literal))[0]; n != "1" {
			t.Errorf("%s %s is not found by %s", c.kind, c.value, literal)
		}
	}
}

// rowCount knows about how many rows there are, also where nothing was ever analyzed.
func (x Target) rowCount(t *testing.T) {
	db := x.Open(t)
	exec(t, db, `CREATE TABLE "it's" (id integer, filling text)`,
		`INSERT INTO "it's" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i, '0123456789' FROM n`)
	n, err := x.Dialect.Rows(ctx, db, schema.Name{Table: "it's"})
	if err != nil || n < 1000 || n > 100000 {
		t.Errorf("about %d rows, %v, of 10000", n, err)
	}
}
