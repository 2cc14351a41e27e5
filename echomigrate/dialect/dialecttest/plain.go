package dialecttest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// types are the portable types, each with defaults that need no database to be compared.
var types = []struct {
	name     string
	defaults []string
}{
	{"bigint", []string{"0", "-1", "9007199254740993"}}, {"integer", []string{"0", "-1", "(42)"}}, {"smallint", []string{"7"}},
	{"int8", []string{"0"}}, {"int", nil}, {"int2", nil}, {"bool", []string{"true", "FALSE"}},
	{"text", []string{"''", "'it''s'", "'100%'", "'what?'", "'true'", "'1'"}}, {"varchar", []string{"'x'"}}, {"varchar(20)", []string{"'x'"}},
	{"character varying(3)", nil}, {"char(3)", []string{"'abc'"}},
	{"boolean", []string{"true", "false", "TRUE"}},
	{"timestamptz", []string{"current_timestamp", "CURRENT_TIMESTAMP", "now()"}}, {"timestamp", []string{"current_timestamp"}},
	{"timestamp with time zone", nil}, {"date", []string{"current_date"}}, {"time", nil},
	{"numeric", []string{"0", "1.5", "-0.25"}}, {"numeric(10,2)", []string{"0", "9.99"}}, {"decimal(5)", nil},
	{"double precision", []string{"0", "0.5", "-1.5"}}, {"real", []string{"1"}}, {"float8", nil},
	{"bytea", nil}, {"uuid", nil}, {"json", []string{"'{}'"}}, {"jsonb", []string{"'{}'", "'[]'"}}, {"text[]", []string{"'{}'"}}, {"bigint[]", nil},
}

// checks are conditions that need no database to be compared, on a table with the columns that plainTable gives.
var checks = []string{
	"n > 0", "n>=0", "(n <> 0)", "n != 13", "price > 0", "price >= -1", "price < 0.5", "ratio > 0", "word <> ''", "label <> ''",
	"n > 0 AND price > 0", "(n > 0) and (price > 0)", "n IS NOT NULL", "n is null OR n < 100", "NOT flag", "flag OR n > 1",
	"word IN ('a', 'b')", "label IN ('a', 'b', 'c')", "label NOT IN ('a', 'b')", "n IN (1, 2, 3)", "n BETWEEN 1 AND 10", "low < high",
	"length(word) > 3", "length(label) > 3", "lower(word) = word", "word LIKE 'a%'", "label LIKE '%?%'", "word NOT LIKE 'b%'", `"Upper" > 0`, `"position" > 0`, "position > 0",
}

func plainTable() schema.Table {
	return schema.Table{Name: "plain", Columns: []schema.Column{
		{Name: "n", Type: "bigint"}, {Name: "price", Type: "numeric(10,2)"}, {Name: "ratio", Type: "double precision"}, {Name: "word", Type: "text"},
		{Name: "label", Type: "varchar"}, {Name: "flag", Type: "boolean"}, {Name: "low", Type: "integer"}, {Name: "high", Type: "integer"},
		{Name: "Upper", Type: "integer"}, {Name: "position", Type: "integer"},
	}}
}

// plainlyEqual creates tables and finds Canonical equal to what the database says of them.
func (x Target) plainlyEqual(t *testing.T) {
	typed := schema.Table{Name: "typed"}
	for i, kind := range types {
		for n, expression := range append([]string{""}, kind.defaults...) {
			typed.Columns = append(typed.Columns, schema.Column{Name: fmt.Sprintf("c%d_%d", i, n), Type: kind.name, NotNull: n%2 > 0, Default: expression})
		}
	}
	checked := plainTable()
	for _, c := range checks {
		checked.Checks = append(checked.Checks, schema.Check{Expression: c})
	}
	indexed := plainTable()
	indexed.Name, indexed.Columns[0].NotNull = "indexed", true
	indexed.PrimaryKey = schema.Key{Columns: []string{"n"}}
	indexed.Columns = append(indexed.Columns, schema.Column{Name: "total", Type: "integer", Generated: "low + high"})
	indexed.Indexes = []schema.Index{
		{Columns: []string{"low", "high"}},
		{Elements: []schema.Element{{Expression: "lower(word)"}}},
		{Elements: []schema.Element{{Expression: "lower(label)"}, {Column: "n", Desc: true}}, Unique: true},
		{Elements: []schema.Element{{Expression: "LOWER(word)"}, {Expression: "(low + high)"}}},
		{Columns: []string{"word"}, Where: "flag"},
		{Columns: []string{"label"}, Where: "label <> '' AND n > 0"},
	}
	for _, table := range []schema.Table{typed, checked, indexed} {
		t.Run(table.Name, func(t *testing.T) {
			db := x.Open(t)
			x.mustMigrate(t, db, op.CreateTable{Table: table})
			if d := same(x.canonical(&schema.Schema{Tables: []schema.Table{table}}), x.inspect(t, db)); d != "" {
				t.Errorf("(-canonical +inspect)\n%s", d)
			}
		})
	}
}

// idempotent finds that Canonical changes nothing the second time.
func (x Target) idempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, table := range schemagen.Schema(schemagen.Options{}).Draw(t, "schema").Tables {
			once := x.Dialect.Canonical(table)
			if d := same(&schema.Schema{Tables: []schema.Table{once}}, &schema.Schema{Tables: []schema.Table{x.Dialect.Canonical(once)}}); d != "" {
				t.Fatalf("(-once +twice)\n%s", d)
			}
		}
	})
}
