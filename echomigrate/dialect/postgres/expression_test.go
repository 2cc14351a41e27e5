package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// columns are those that the expressions in these tests name.
var columns = []schema.Column{
	{Name: "n", Type: "bigint"}, {Name: "low", Type: "integer"}, {Name: "price", Type: "numeric(10,2)"}, {Name: "ratio", Type: "double precision"}, {Name: "thin", Type: "real"},
	{Name: "word", Type: "text"}, {Name: "label", Type: "varchar(20)"}, {Name: "code", Type: "char(3)"}, {Name: "flag", Type: "boolean"}, {Name: "day", Type: "date"},
	{Name: "made", Type: "timestamptz"}, {Name: "Upper", Type: "integer"}, {Name: "position", Type: "integer"}, {Name: "time", Type: "time"},
}

// canonical is a check's expression.
func canonical(expression string) string {
	t := schema.Table{Name: "t", Columns: columns, Checks: []schema.Check{{Expression: expression}}}
	return postgres.New().Canonical(t).Checks[0].Expression
}

func TestExpressionsThatSayTheSame(t *testing.T) {
	for _, c := range [][2]string{
		{"n>0", "(n > 0)"}, {"N > 0 and Low < 1", "(n > 0) AND (low < 1)"}, {"n != 1", "n <> 1"}, {`"n" > 0`, "n > 0"}, {"position > 0", `"position" > 0`},
		{"price > 0", "price > 0::numeric"}, {"price > -1", "price > '-1'::integer::numeric"}, {"ratio < 0.5", "ratio < 0.5::double precision"},
		{"thin > 0", "thin > 0::double precision"}, {"n > -1", "n > '-1'::integer"}, {"word <> ''", "word <> ''::text"},
		{"label = 'a'", "label::text = 'a'::text"}, {"code = 'abc'", "code = 'abc'::bpchar"}, {"day > '2026-01-01'", "day > '2026-01-01'::date"},
		{"label IN ('a', 'b')", "label::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])"},
		{"label IN ('a', 'b')", "label::text = ANY (ARRAY['a'::character varying::text, 'b'::character varying::text])"},
		{"word NOT IN ('a', 'b')", "word <> ALL (ARRAY['a'::text, 'b'::text])"}, {"n BETWEEN 1 AND 2", "n >= 1 AND n <= 2"},
		{"word LIKE 'a%'", "word ~~ 'a%'::text"}, {"label NOT ILIKE 'a%'", "label::text !~~* 'a%'::text"}, {"label ~ '^a'", "label::text ~ '^a'::text"},
		{"length(label) > 1", "length(label::text) > 1"}, {`word <> 'a\b'`, `word <> E'a\\b'`},
	} {
		if a, b := canonical(c[0]), canonical(c[1]); a != b {
			t.Errorf("%s becomes %s, and %s becomes %s", c[0], a, c[1], b)
		}
	}
}

func TestExpressionsThatDoNotSayTheSame(t *testing.T) {
	for _, c := range [][2]string{
		{"price > 0.004", "price > 0.004::numeric(10,2)"}, {"thin > 0.1", "thin > 0.1::real"}, {"price > 5 / 2", "price > 5::numeric / 2"},
		{"made > '2026-01-01'", "made > '2026-01-01'::date"}, {"word = 'A'", "word = 'a'"}, {`"Upper" > 0`, "upper > 0"}, {"NOT n BETWEEN 1 AND 2", "NOT n >= 1 AND n <= 2"},
		{"n > 0 OR (low > 0 AND flag)", "(n > 0 OR low > 0) AND flag"}, {"word = 'a' 'b'", "word = 'a''b'"}, {"word <> '--'", "word <> ''"}, {"n - -1 > 0", "n - 1 > 0"},
		{"code = 'a'", "code::text = 'a'"}, {"NOT (flag = (n > 0))", "NOT flag = n > 0"}, {"label::varchar(1) = 'a'", "label = 'a'"},
	} {
		if a, b := canonical(c[0]), canonical(c[1]); a == b {
			t.Errorf("%s and %s both become %s", c[0], c[1], a)
		}
	}
}

// comparison generates a condition on one column, or none that simplification knows.
func comparison() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pick := func(from ...string) string { return rapid.SampledFrom(from).Draw(t, "pick") }
		sign := pick("=", "<>", "!=", "<", ">=")
		switch pick("number", "text", "list", "match", "null", "function", "between", "flag", "date", "arithmetic", "case") {
		case "number":
			return pick("n", "low", "price", "ratio", "thin", `"Upper"`, "position", `"position"`) + sign + pick("0", "-1", "0.5", "(7)", "-0.25", "5::numeric", "'3'::integer", "3000000000")
		case "text":
			return pick("word", "label", "code", "label::text", "(word)") + sign + pick("''", "'a'", `'a\b'`, "'it''s'", "'x'::text", "'y'::varchar", "E'\\n'")
		case "list":
			return pick("word", "label", "n", "price") + pick(" in ", " NOT IN ") + pick("('1', '2')", "('3')")
		case "match":
			return pick("word", "label", "code") + pick(" LIKE ", " not like ", " ILIKE ", " ~ ", " !~* ") + pick("'a%'", "'^x'")
		case "null":
			return pick("n", "word", "flag", "time") + pick(" IS NULL", " is not null", " IS DISTINCT FROM null")
		case "function":
			return pick("length", "LENGTH", "char_length") + "(" + pick("word", "label", "label || 'x'", "lower(label)") + ") > 1"
		case "between":
			return pick("", "NOT ") + pick("n", "price", "ratio") + " BETWEEN " + pick("1 AND 2", "-1 AND 0.5", "(1) AND (2)")
		case "flag":
			return pick("flag", "NOT flag", "flag = true", "flag IS TRUE")
		case "date":
			return pick("day", "made") + sign + pick("'2026-01-01'", "date '2026-01-01'", "'2026-01-01'::date")
		case "arithmetic":
			return pick("n", "low", "price") + pick(" + ", " - ", " * ", "- -") + pick("1", "low", "(low - 2)", "price") + " > 0"
		}
		return "CASE WHEN n > 0 THEN word = 'a' ELSE label = 'b' END"
	})
}

// condition joins comparisons.
func condition() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text := comparison().Draw(t, "first")
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			next := comparison().Draw(t, "next")
			switch rapid.IntRange(0, 5).Draw(t, "shape") {
			case 0:
				text = "(" + text + ") AND " + next
			case 1:
				text = text + " or (" + next + ")"
			case 2:
				text = "NOT (" + text + ") AND (" + next + ")"
			case 3:
				text = "(" + text + ") = (" + next + ")"
			default:
				text += rapid.SampledFrom([]string{" AND ", " OR "}).Draw(t, "join") + next
			}
		}
		return text
	})
}

// rowsOfAllKinds fills the table t with values that the conditions tell apart.
const rowsOfAllKinds = `INSERT INTO t SELECT n, n - 1, n / 3.0, n / 2.0, n / 2.0, w, w, left(w, 3), n > 2, '2025-12-30'::date + n, '2025-12-31 12:00Z'::timestamptz + n * interval '6 hours',
	n, n - 2, CASE WHEN n > 0 THEN '10:00'::time END
	FROM unnest(ARRAY[NULL, -1, 0, 1, 2, 3, 5, 7]) n, unnest(ARRAY[NULL, '', 'a', 'A', 'ab', 'b', 'x', 'it''s', '1', '3', E'a\\b', E'\n']) w`

// A condition takes the same rows in its canonical form, and so does what PostgreSQL makes of it.
func TestCanonicalExpressionMeansTheSame(t *testing.T) {
	db := testdb.Postgres(t)
	var definitions []string
	for _, c := range columns {
		definitions = append(definitions, postgres.New().Quote(c.Name)+" "+c.Type)
	}
	exec(t, db, "CREATE TABLE t ("+strings.Join(definitions, ", ")+")", rowsOfAllKinds)
	read := func(query string) (text string, err error) {
		if err = db.QueryRowContext(ctx, "?", bun.Safe(query)).Scan(&text); err != nil {
			err = fmt.Errorf("%s: %w", query, err)
		}
		return text, err
	}
	taken := func(expression string) (string, error) {
		return read("SELECT string_agg(coalesce((" + expression + ")::text, '-'), ',' ORDER BY ctid) FROM t")
	}
	rapid.Check(t, func(r *rapid.T) {
		written := condition().Draw(r, "condition")
		want, err := taken(written)
		if err != nil {
			r.Skip(err)
		}
		exec(t, db, "ALTER TABLE t ADD CONSTRAINT c CHECK ("+written+") NOT VALID")
		understood, err := read("SELECT pg_get_expr(conbin, conrelid, true) FROM pg_constraint WHERE conname = 'c'")
		if err != nil {
			r.Fatal(err)
		}
		exec(t, db, "ALTER TABLE t DROP CONSTRAINT c")
		for _, expression := range []string{canonical(written), canonical(understood)} {
			if got, err := taken(expression); got != want {
				r.Fatalf("%s (%s)\ntakes %s\n%s\ntakes %s (%v)", written, understood, want, expression, got, err)
			}
		}
	})
}

func TestCanonicalIsIdempotentOnAnyText(t *testing.T) {
	pieces := []string{"n", "Label", `"position"`, `"c d"`, "'s'", `'a\b'`, "(", ")", ",", ".", "-", "+", "::", "::text", "NOT", "like", "between", "and", "any", "array", "[", "]",
		"in", "cast", "null", "case", "when", "then", "end", "1", "1.5", "~~", "!~~*", "=", "!=", "/*c*/", "--d\n", "$$x$$", "$1", "?", "é", "#", `"`, "'", "E'\\'", "b'1'", "U&'x'"}
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12), func(s []string) string { return strings.Join(s, " ") })
	rapid.Check(t, func(t *rapid.T) {
		table := schema.Table{Name: "t", Columns: append([]schema.Column{{Name: "a", Type: text.Draw(t, "type"), Default: text.Draw(t, "default"), Generated: text.Draw(t, "generated")}}, columns...),
			Checks:  []schema.Check{{Expression: text.Draw(t, "check")}},
			Indexes: []schema.Index{{Elements: []schema.Element{{Expression: text.Draw(t, "element")}}, Where: text.Draw(t, "where")}},
		}
		once := postgres.New().Canonical(table)
		if d := cmp.Diff(once, postgres.New().Canonical(once)); d != "" {
			t.Fatalf("(-once +twice)\n%s", d)
		}
	})
}
