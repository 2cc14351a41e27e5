package schemagen_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestSchemasAndTheirRelativesHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := schemagen.Options{Audit: rapid.Bool().Draw(t, "audit")}
		s := schemagen.Schema(options).Draw(t, "schema")
		other := schemagen.Mutate(s, options).Draw(t, "mutated")
		for _, made := range []*schema.Schema{s, other} {
			built := &schema.Schema{}
			if err := op.Apply(built, schemagen.Create(made)); err != nil {
				t.Fatal(err)
			}
			if err := op.Apply(built, schemagen.Rows(made)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Of two relatives, many tables are the same, and many are not.
func TestRelatives(t *testing.T) {
	kept, changed := 0, 0
	for seed := range 200 {
		s := schemagen.Schema(schemagen.Options{}).Example(seed)
		other := schemagen.Mutate(s, schemagen.Options{}).Example(seed)
		for _, table := range s.Tables {
			if after := other.Table(table.ID()); after != nil && table.Equal(*after) {
				kept++
			} else {
				changed++
			}
		}
	}
	if changed == 0 || kept < changed/2 {
		t.Errorf("%d tables were kept as they are, %d changed", kept, changed)
	}
}

// Every part of the vocabulary comes up.
func TestVocabulary(t *testing.T) {
	seen := map[string]bool{}
	note := func(what string, is bool) { seen[what] = seen[what] || is }
	for seed := range 1000 {
		s := schemagen.Schema(schemagen.Options{Audit: true, Extras: true}).Example(seed)
		note("no table", len(s.Tables) == 0)
		for _, table := range s.Tables {
			note("audit", table.Schema == schemagen.Audit)
			noteColumns(table, note)
			noteKeys(table, note)
			noteIndexes(table, note)
			note("check", len(table.Checks) > 0)
		}
	}
	for what, is := range seen {
		if !is {
			t.Errorf("no schema has: %s", what)
		}
	}
}

func noteColumns(table schema.Table, note func(string, bool)) {
	for _, c := range table.Columns {
		note("identity", c.Identity != "")
		note("serial", c.Type == "bigserial")
		note("default", c.Default != "")
		note("comment", c.Comment != "")
		note("computed", c.Generated != "")
		note("collation", c.Collation != "")
		note("array", strings.HasSuffix(c.Type, "[]"))
		note("hostile name", strings.Contains(c.Name, `"`))
	}
}

func noteKeys(table schema.Table, note func(string, bool)) {
	note("no key", len(table.PrimaryKey.Columns) == 0)
	note("composite key", len(table.PrimaryKey.Columns) > 1)
	for _, k := range table.Uniques {
		note("composite unique", len(k.Columns) > 1)
		note("included column", k.Include != nil)
		note("nulls not distinct", k.NullsNotDistinct)
		note("deferrable unique", k.Deferrable != "")
	}
	for _, f := range table.ForeignKeys {
		note("reference to itself", f.Target(table.Schema) == table.ID())
		note("reference to a unique key", f.RefColumns[0] != "id" && f.RefColumns[0] != "code" && f.RefColumns[0] != "area")
		note("reference to another schema", f.RefSchema != "")
		note("composite reference", len(f.Columns) > 1)
		note("action", f.OnDelete == schema.Cascade)
		note("deferrable", f.Deferrable != "")
		note("named reference", f.Name != "")
	}
}

func noteIndexes(table schema.Table, note func(string, bool)) {
	for _, i := range table.Indexes {
		note("unique index", i.Unique)
		note("partial index", i.Where != "")
		note("hash index", i.Using == "hash")
		for _, e := range i.Elements {
			note("descending index", e.Desc)
			note("index on an expression", e.Expression != "")
		}
	}
}

// A relative is changed in every way.
func TestChanges(t *testing.T) {
	kinds := map[string]bool{}
	for seed := range 1000 {
		s := schemagen.Schema(schemagen.Options{}).Example(seed)
		other := schemagen.Mutate(s, schemagen.Options{}).Example(seed)
		for _, before := range s.Tables {
			after := other.Table(before.ID())
			if after == nil {
				kinds["table dropped"] = true
				continue
			}
			noteChanges(before, *after, kinds)
		}
		for _, table := range other.Tables {
			kinds["table created"] = kinds["table created"] || s.Table(table.ID()) == nil
		}
	}
	for _, what := range []string{"table dropped", "table created", "column dropped", "column added", "type", "null", "default", "identity",
		"computed", "primary key", "uniques", "checks", "indexes", "foreign keys", "table comment"} {
		if !kinds[what] {
			t.Errorf("no relative has another: %s", what)
		}
	}
}

func noteChanges(before, after schema.Table, kinds map[string]bool) {
	for _, c := range before.Columns {
		now := after.Column(c.Name)
		if now == nil {
			kinds["column dropped"] = true
			continue
		}
		kinds["type"] = kinds["type"] || now.Type != c.Type
		kinds["null"] = kinds["null"] || now.NotNull != c.NotNull
		kinds["default"] = kinds["default"] || now.Default != c.Default
		kinds["identity"] = kinds["identity"] || now.Identity != c.Identity
		kinds["computed"] = kinds["computed"] || now.Generated != c.Generated
	}
	for _, c := range after.Columns {
		kinds["column added"] = kinds["column added"] || before.Column(c.Name) == nil
	}
	for what, part := range map[string]func(schema.Table) any{
		"primary key": func(t schema.Table) any { return t.PrimaryKey }, "uniques": func(t schema.Table) any { return t.Uniques },
		"checks": func(t schema.Table) any { return t.Checks }, "indexes": func(t schema.Table) any { return t.Indexes },
		"foreign keys": func(t schema.Table) any { return t.ForeignKeys }, "table comment": func(t schema.Table) any { return t.Comment },
	} {
		kinds[what] = kinds[what] || !reflect.DeepEqual(part(before), part(after))
	}
}
