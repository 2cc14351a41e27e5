package dialecttest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// spell has the database spell tables, beside tables of the same names.
func (x Target) spell(t *testing.T) {
	db := x.Open(t)
	x.mustMigrate(t, db, fixture()...)
	before := x.inspect(t, db)
	rows := x.values(t, db, before)
	tables := []schema.Table{
		{Name: "posts", Columns: []schema.Column{{Name: "id", Type: "bigserial"}, {Name: "made", Type: "timestamptz", Default: "now()"}, {Name: "word", Type: "varchar(20)", Default: "upper('a' || 'b')"}},
			PrimaryKey: schema.Key{Columns: []string{"id"}}, Checks: []schema.Check{{Expression: "length(word) BETWEEN 1 and 1+3*2"}},
			Indexes: []schema.Index{{Name: "posts_author_idx", Elements: []schema.Element{{Expression: "upper( word )"}}, Where: "NOT (word = 'it?' or id<0)"}}},
		{Name: "accounts", Columns: []schema.Column{{Name: "id", Type: "int8", NotNull: true}, {Name: "post", Type: "int8"}},
			ForeignKeys: []schema.ForeignKey{{Columns: []string{"post"}, RefTable: "posts", RefColumns: []string{"id"}, OnDelete: "cascade"}}},
		{Name: "fresh", Columns: []schema.Column{{Name: "what?", Type: "text"}}},
	}
	spelled, err := x.Dialect.Spell(ctx, db, tables)
	if err != nil {
		t.Fatal(err)
	}
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("Spell changed the database (-before +after)\n%s", d)
	}
	if d := cmp.Diff(rows, x.values(t, db, before), cmp.AllowUnexported(place{})); d != "" {
		t.Errorf("Spell changed rows (-before +after)\n%s", d)
	}

	fresh := x.Open(t)
	for _, table := range tables {
		x.mustMigrate(t, fresh, op.CreateTable{Table: table})
	}
	got := &schema.Schema{Tables: spelled}
	for i, table := range spelled {
		if table.Name != tables[i].Name {
			t.Errorf("table %d is %s, want %s", i, table.Name, tables[i].Name)
		}
	}
	got.Sort()
	if d := same(x.inspect(t, fresh), got); d != "" {
		t.Errorf("(-created +spelled)\n%s", d)
	}

	wrong := slices.Concat(tables[:2], []schema.Table{{Name: "wrong_one", Columns: []schema.Column{{Name: "a", Type: "integer", Generated: "no_such_function(b)"}}}})
	if _, err := x.Dialect.Spell(ctx, db, wrong); err == nil || !strings.Contains(err.Error(), "wrong_one") {
		t.Errorf("Spell gives %v, want an error that names wrong_one", err)
	}
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("a refused table left something behind (-before +after)\n%s", d)
	}
}
