package schemagen_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestSchemasAndTheirRelativesHoldTogether(t *testing.T) {
	kept, changed := 0, 0
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
		for _, table := range s.Tables {
			if after := other.Table(table.ID()); after != nil && table.Equal(*after) {
				kept++
			} else {
				changed++
			}
		}
	})
	if changed == 0 || kept < changed/2 {
		t.Errorf("%d tables were kept as they are, %d changed", kept, changed)
	}
}

// Every part of the vocabulary comes up.
func TestVocabulary(t *testing.T) {
	seen := map[string]bool{}
	note := func(what string, is bool) { seen[what] = seen[what] || is }
	rapid.Check(t, func(t *rapid.T) {
		for _, table := range schemagen.Schema(schemagen.Options{Audit: true}).Draw(t, "schema").Tables {
			note("audit", table.Schema == schemagen.Audit)
			note("no key", len(table.PrimaryKey.Columns) == 0)
			note("composite key", len(table.PrimaryKey.Columns) > 1)
			for _, c := range table.Columns {
				note("identity", c.Identity != "")
				note("serial", c.Type == "bigserial")
				note("default", c.Default != "")
				note("comment", c.Comment != "")
			}
			for _, f := range table.ForeignKeys {
				note("reference to itself", f.Target(table.Schema) == table.ID())
				note("composite reference", len(f.Columns) > 1)
				note("action", f.OnDelete == schema.Cascade)
				note("deferrable", f.Deferrable != "")
				note("named reference", f.Name != "")
			}
			for _, i := range table.Indexes {
				note("unique index", i.Unique)
				note("partial index", i.Where != "")
				for _, e := range i.Elements {
					note("descending index", e.Desc)
					note("index on an expression", e.Expression != "")
				}
			}
			note("unique", len(table.Uniques) > 0)
			note("check", len(table.Checks) > 0)
		}
	})
	for what, is := range seen {
		if !is {
			t.Errorf("no schema has: %s", what)
		}
	}
}
