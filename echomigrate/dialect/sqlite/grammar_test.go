package sqlite_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestGeneratedTablesComeBack writes CREATE TABLE statements by SQLite's grammar. Those that SQLite takes must come back from
// the parser as SQLite's pragmas say, and from a table created again.
func TestGeneratedTablesComeBack(t *testing.T) {
	taken := 0
	rapid.Check(t, func(r *rapid.T) {
		db := memory(t)
		exec(t, db, `CREATE TABLE parent (x INTEGER PRIMARY KEY, "Y z" TEXT UNIQUE)`)
		statement, err := grammar{r}.table(), error(nil)
		for range 10 {
			if _, err = db.DB.ExecContext(ctx, statement); err == nil {
				break
			}
			statement = grammar{r}.table()
		}
		if err != nil {
			return
		}
		taken++
		failed := !t.Run("", func(t *testing.T) {
			crossCheck(t, db)
			reprint(t, db)
		})
		db.Close()
		if failed {
			r.Fatalf("%s", statement)
		}
	})
	if taken == 0 {
		t.Fatal("SQLite took no statement: the generator is no use")
	}
}

// grammar writes random SQL.
type grammar struct{ *rapid.T }

func (g grammar) oneOf(choices ...string) string { return rapid.SampledFrom(choices).Draw(g.T, "") }

func (g grammar) maybe(s string) string { return g.oneOf("", "", s) }

func (g grammar) table() string {
	names := rapid.Permutation([]string{"a", "B", `"c d"`, "[e]", "`key`", "'f'", "ü"}).Draw(g.T, "names")[:rapid.IntRange(1, 4).Draw(g.T, "columns")]
	var parts []string
	for _, n := range names {
		parts = append(parts, n+" "+g.columnType()+g.columnConstraints())
	}
	for range rapid.IntRange(0, 3).Draw(g.T, "constraints") {
		parts = append(parts, g.maybe("CONSTRAINT "+g.oneOf("x", `"y z"`)+" ")+g.tableConstraint(g.oneOf(names...), g.oneOf(names...)))
	}
	return "CREATE TABLE " + g.oneOf("t", `"t u"`, "main.t", "IF NOT EXISTS [t]") + " (" + strings.Join(parts, g.oneOf(", ", ",\n-- c\n", "/* , */,")) + ")" +
		g.oneOf("", "", "", " WITHOUT ROWID", " STRICT", " strict, without rowid")
}

func (g grammar) columnType() string {
	return g.oneOf("", "INTEGER", "INT", "integer ", "TEXT", "varchar ( 3 )", "DECIMAL(10, 2)", `"my" 'type'`, "double precision", "any", "BLOB", "mood", "text[]",
		"datetime", "real", "numeric(+1,-2)")
}

func (g grammar) columnConstraints() string {
	var b strings.Builder
	for range rapid.IntRange(0, 4).Draw(g.T, "n") {
		b.WriteString(" " + g.maybe("CONSTRAINT "+g.oneOf("p", `"q r"`)+" "))
		b.WriteString(g.oneOf("NOT NULL", "NULL", "UNIQUE", "PRIMARY KEY", "PRIMARY KEY ASC AUTOINCREMENT", "COLLATE nocase", "COLLATE \"BINARY\"",
			"CHECK ("+g.expression()+")", "DEFAULT "+g.value(), "DEFAULT ("+g.constant()+")", "REFERENCES parent "+g.reference(), `REFERENCES "PARENT" ("y Z")`,
			"GENERATED ALWAYS AS ("+g.expression()+")"+g.oneOf("", " STORED", " virtual"), "AS (1)", "DEFERRABLE INITIALLY DEFERRED", "NOT DEFERRABLE"))
	}
	return b.String()
}

func (g grammar) reference() string {
	return g.maybe("(x) ") + g.maybe("ON DELETE "+g.oneOf("CASCADE", "set null", "NO ACTION")) + g.maybe(" ON UPDATE SET DEFAULT") + g.maybe(" MATCH SIMPLE") +
		g.maybe(" DEFERRABLE INITIALLY "+g.oneOf("DEFERRED", "IMMEDIATE"))
}

func (g grammar) tableConstraint(a, b string) string {
	columns := g.oneOf(a, a+", "+b, strings.ToUpper(a))
	return g.oneOf("PRIMARY KEY ("+columns+")", "UNIQUE ("+columns+")", "CHECK ("+g.expression()+")", "CHECK ("+a+" > "+g.value()+")",
		"FOREIGN KEY ("+a+") REFERENCES parent "+g.reference(), fmt.Sprintf("PRIMARY KEY (%s AUTOINCREMENT)", a))
}

func (g grammar) value() string {
	return g.oneOf("1", "-2.5", "+ 3", "'it''s'", "x'0F'", "NULL", "true", "CURRENT_DATE", "1e-3", ".5", "0xfF")
}

func (g grammar) constant() string {
	return g.oneOf(g.value(), "'a' || 'b'", "(-1)", "lower(hex(randomblob(2)))", "CAST('1' AS INT)", "- - 1", "CASE WHEN 1 THEN 2 END", "1 IN (1, 2)")
}

func (g grammar) expression() string {
	column := g.oneOf("a", "A", "b", `"c d"`, `"C D"`, "[e]", "e", "`key`", "key", "f", "ü", `"ü"`, "t.a", `"lost"`)
	return g.oneOf(column, column+" > 1", column+"=="+g.constant(), "("+column+" ISNULL)", column+" NOT NULL", column+" not like 'x%' escape '!'",
		"length ("+column+")", column+" IN ("+g.value()+", "+g.value()+")", "CAST("+column+" AS VARCHAR (3))", column+" COLLATE nocase != 'x'",
		"CASE "+column+" WHEN 1 THEN "+g.value()+" ELSE "+column+" END", "NOT "+column, "- -"+column, column+" BETWEEN 1 AND 2 OR "+column+" IS NOT NULL",
		"("+column+", 1) = (1, 2)", "coalesce("+column+", "+g.constant()+")", "("+column+") + (1)", column+" NOT BETWEEN 1 AND 2", column+" ->> '$.x'")
}
