package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// The wanted names were read off PostgreSQL 15.
func TestDefaultNamesAreThoseOfPostgreSQL(t *testing.T) {
	long := strings.Repeat("a", 60)
	table := schema.Table{
		Name:       "users",
		Columns:    []schema.Column{{Name: "id"}, {Name: "email"}, {Name: "price"}, {Name: "low"}, {Name: "high"}},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
		Uniques: []schema.Key{
			{Columns: []string{"email"}}, {Columns: []string{"email", "price"}}, {Columns: []string{"email"}, Deferrable: schema.InitiallyDeferred},
		},
		ForeignKeys: []schema.ForeignKey{{Columns: []string{"email"}}, {Columns: []string{"low", "high"}}},
		Checks:      []schema.Check{{Expression: "price > 0"}, {Expression: "low < high"}, {Expression: "true"}, {Expression: "'price' <> \"low\""}},
		Indexes: []schema.Index{
			{Columns: []string{"email"}},
			{Elements: []schema.Element{{Expression: "lower(email)"}}},
			{Elements: []schema.Element{{Expression: "price + 1"}, {Column: "price"}, {Expression: "low * 2"}}},
		},
	}.WithDefaultNames()
	got := []string{table.PrimaryKey.Name}
	for _, u := range table.Uniques {
		got = append(got, u.Name)
	}
	for _, f := range table.ForeignKeys {
		got = append(got, f.Name)
	}
	for _, c := range table.Checks {
		got = append(got, c.Name)
	}
	for _, i := range table.Indexes {
		got = append(got, i.Name)
	}
	want := []string{
		"users_pkey",
		"users_email_key", "users_email_price_key", "users_email_key1",
		"users_email_fkey", "users_low_high_fkey",
		"users_price_check", "users_check", "users_check1", "users_low_check",
		"users_email_idx", "users_lower_idx", "users_expr_price_expr1_idx",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}

	clipped := schema.Table{Name: long, Uniques: []schema.Key{{Columns: []string{long}}}, PrimaryKey: schema.Key{Columns: []string{"x"}}}.WithDefaultNames()
	for _, name := range []string{clipped.PrimaryKey.Name, clipped.Uniques[0].Name} {
		if len(name) != 63 {
			t.Errorf("%s has %d bytes, want 63", name, len(name))
		}
	}
	umlauts := schema.Table{Name: strings.Repeat("ü", 40), PrimaryKey: schema.Key{Columns: []string{"x"}}}.WithDefaultNames()
	if name := umlauts.PrimaryKey.Name; !strings.HasSuffix(name, "_pkey") || len(name) > 63 || strings.ToValidUTF8(name, "?") != name {
		t.Errorf("%q is cut within a letter", name)
	}
}

func TestRenameColumnReachesEveryMention(t *testing.T) {
	table := schema.Table{
		Name:       "t",
		Columns:    []schema.Column{{Name: "a"}, {Name: "b", Generated: `a || 'a' || "a"`}},
		PrimaryKey: schema.Key{Columns: []string{"a"}, Include: []string{"b"}},
		Uniques:    []schema.Key{{Columns: []string{"b", "a"}}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"a"}, RefTable: "t", RefColumns: []string{"a"}},
			{Columns: []string{"b"}, RefTable: "other", RefColumns: []string{"a"}},
		},
		Checks:  []schema.Check{{Expression: "A > 0 AND length('a') > 0 -- a"}},
		Indexes: []schema.Index{{Columns: []string{"a"}, Where: "a IS NULL"}, {Elements: []schema.Element{{Column: "a", Desc: true}, {Expression: "lower(a)"}}}},
	}
	table.RenameColumn("a", "New")
	want := schema.Table{
		Name:       "t",
		Columns:    []schema.Column{{Name: "New"}, {Name: "b", Generated: `"New" || 'a' || "New"`}},
		PrimaryKey: schema.Key{Columns: []string{"New"}, Include: []string{"b"}},
		Uniques:    []schema.Key{{Columns: []string{"b", "New"}}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"New"}, RefTable: "t", RefColumns: []string{"New"}},
			{Columns: []string{"b"}, RefTable: "other", RefColumns: []string{"a"}},
		},
		Checks:  []schema.Check{{Expression: `"New" > 0 AND length('a') > 0 -- a`}},
		Indexes: []schema.Index{{Columns: []string{"New"}, Where: `"New" IS NULL`}, {Elements: []schema.Element{{Column: "New", Desc: true}, {Expression: `lower("New")`}}}},
	}
	if d := cmp.Diff(want, table); d != "" {
		t.Error(d)
	}
}

func TestCloneSharesNothing(t *testing.T) {
	original := schema.Table{Name: "t", Columns: []schema.Column{{Name: "a"}}, Indexes: []schema.Index{{Columns: []string{"a"}}}, PrimaryKey: schema.Key{Columns: []string{"a"}}}
	s := schema.Schema{Tables: []schema.Table{original}}
	c := s.Clone()
	c.Tables[0].Columns[0].Name, c.Tables[0].Indexes[0].Columns[0], c.Tables[0].PrimaryKey.Columns[0] = "b", "b", "b"
	if d := cmp.Diff(schema.Table{Name: "t", Columns: []schema.Column{{Name: "a"}}, Indexes: []schema.Index{{Columns: []string{"a"}}}, PrimaryKey: schema.Key{Columns: []string{"a"}}}, s.Tables[0]); d != "" {
		t.Error(d)
	}
}

func FuzzColumnsIn(f *testing.F) {
	f.Add(`"a" > 'b' /* c */ -- d`)
	f.Add(`'unclosed`)
	f.Add(`"unclosed`)
	f.Add("/*")
	f.Fuzz(func(t *testing.T, expression string) {
		table := schema.Table{Columns: []schema.Column{{Name: "a"}, {Name: "b"}}, Checks: []schema.Check{{Expression: expression}}}
		before := len(table.ColumnsIn(expression))
		table.RenameColumn("a", "a_column_with_another_name")
		if after := len(table.ColumnsIn(table.Checks[0].Expression)); after != before {
			t.Errorf("%q names %d columns, renamed to %q %d", expression, before, table.Checks[0].Expression, after)
		}
	})
}
