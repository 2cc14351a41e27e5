package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func names(t schema.Table) []string {
	list := []string{t.PrimaryKey.Name}
	for _, k := range t.Uniques {
		list = append(list, k.Name)
	}
	for _, f := range t.ForeignKeys {
		list = append(list, f.Name)
	}
	for _, c := range t.Checks {
		list = append(list, c.Name)
	}
	for _, i := range t.Indexes {
		list = append(list, i.Name)
	}
	return list
}

func TestNaming(t *testing.T) {
	naming := schema.Naming{
		PrimaryKey: "pk_{table}", Unique: "uq_{schema}_{table}_{columns}", ForeignKey: "fk_{table}_{columns}_{ref_table}_{ref_columns}",
		Check: "ck_{table}_{columns}", Index: "{schema}_{columns}_of_{table}",
	}
	if err := naming.Verify(); err != nil {
		t.Fatal(err)
	}
	table := schema.Table{
		Name:       "posts",
		Columns:    []schema.Column{{Name: "id"}, {Name: "author_id"}, {Name: "title"}},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
		Uniques:    []schema.Key{{Columns: []string{"title"}}, {Name: "mine", Columns: []string{"author_id", "title"}}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}},
			{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}, OnDelete: schema.Cascade},
		},
		Checks:  []schema.Check{{Expression: "title <> ''"}, {Expression: "id < author_id"}},
		Indexes: []schema.Index{{Columns: []string{"author_id", "title"}}, {Elements: []schema.Element{{Expression: "lower(title)"}}}},
	}
	want := []string{
		"pk_posts", "uq_posts_title", "mine", "fk_posts_author_id_users_id", "fk_posts_author_id_users_id1",
		"ck_posts_title", "ck_posts", "author_id_title_of_posts", "lower_of_posts",
	}
	if diff := cmp.Diff(want, names(table.WithNames(naming))); diff != "" {
		t.Error(diff)
	}
	table.Schema = "blog"
	if got := table.WithNames(naming); got.Uniques[0].Name != "uq_blog_posts_title" || got.Indexes[1].Name != "blog_lower_of_posts" {
		t.Errorf("in a schema: %v", names(got))
	}
}

func TestNamingIsVerified(t *testing.T) {
	for _, c := range []struct {
		naming schema.Naming
		says   string
	}{
		{schema.Naming{Index: "ix_{tabel}"}, `Index: "ix_{tabel}": there is no {tabel}: use {schema}, {table}, {columns}`},
		{schema.Naming{Unique: "uq_{ref_table}"}, "there is no {ref_table}"},
		{schema.Naming{ForeignKey: "fk_{table"}, "a brace lacks its other one"},
		{schema.Naming{Check: "ck}_{table}"}, "a brace lacks its other one"},
		{schema.Naming{PrimaryKey: strings.Repeat("x", 41) + "{table}"}, "it has 41 bytes"},
	} {
		if err := c.naming.Verify(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: got %v, want %q", c.naming, err, c.says)
		}
	}
}

func TestANameFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zü]{1,80}`)
		table := schema.Table{Name: word.Draw(t, "table")}
		for range 2 {
			table.ForeignKeys = append(table.ForeignKeys, schema.ForeignKey{Columns: []string{"a"}, RefTable: word.Draw(t, "other")})
		}
		named := table.WithNames(schema.Naming{ForeignKey: "fk_{table}_{columns}_{ref_table}"})
		a, b := named.ForeignKeys[0].Name, named.ForeignKeys[1].Name
		for _, name := range []string{a, b} {
			if len(name) > 63 || !strings.HasPrefix(name, "fk_") || strings.ToValidUTF8(name, "?") != name {
				t.Errorf("%q has %d bytes", name, len(name))
			}
		}
		if a == b {
			t.Errorf("%s twice", a)
		}
	})
}
