package dialecttest

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// goForth carries operations out, which change the database as they change the schema of it.
func (x Target) goForth(t *testing.T, db *bun.DB, before *schema.Schema, ops []op.Operation) {
	t.Helper()
	want := before.Clone()
	if err := op.Apply(want, ops); err != nil {
		t.Fatal(err)
	}
	x.mustMigrate(t, db, ops...)
	if d := same(x.canonical(want), x.inspect(t, db)); d != "" {
		t.Fatalf("(-Apply +database)\n%s", d)
	}
}

// goBack takes them back, which leads to the schema that there was before.
func (x Target) goBack(t *testing.T, db *bun.DB, before *schema.Schema, ops []op.Operation) {
	t.Helper()
	inverse, err := op.Inverse(ops, before)
	if err != nil {
		t.Fatal(err)
	}
	x.mustMigrate(t, db, inverse...)
	if d := same(columnOrderAside(before), columnOrderAside(x.inspect(t, db))); d != "" {
		t.Errorf("there and back (-before +after)\n%s", d)
	}
}
