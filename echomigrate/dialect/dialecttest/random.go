package dialecttest

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// random creates random schemas and finds each table as Canonical or Spell has it; the way back leads to nothing.
func (x Target) random(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	tables, plain := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		s := schemagen.Schema(schemagen.Options{Audit: true}).Draw(r, "schema")
		ops := schemagen.Create(s)
		inverse, err := op.Inverse(ops, &schema.Schema{})
		if err != nil {
			r.Fatal(err)
		}
		if err := x.Migrate(db, append(ops, schemagen.Rows(s)...)); err != nil {
			r.Fatal(err)
		}
		defer func() {
			if err := x.Migrate(db, inverse); err != nil {
				r.Fatal(err)
			}
			if left := x.inspect(t, db); len(left.Tables) > 0 {
				r.Fatalf("%v are left", left.Names())
			}
		}()
		got := x.inspect(t, db)
		for _, table := range s.Tables {
			there := got.Table(table.ID())
			if there == nil {
				r.Fatalf("table %s is not there", table.ID())
			}
			tables++
			if x.Dialect.Canonical(table).Equal(*there) {
				plain++
				continue
			}
			spelled, err := x.Dialect.Spell(ctx, db, []schema.Table{table})
			if err != nil {
				r.Fatal(err)
			}
			if !spelled[0].Equal(*there) {
				r.Fatalf("(-spelled +inspect)\n%s", same(&schema.Schema{Tables: spelled}, &schema.Schema{Tables: []schema.Table{*there}}))
			}
		}
	})
	if plain < tables/2 {
		t.Errorf("of %d tables only %d are plainly equal", tables, plain)
	}
}
