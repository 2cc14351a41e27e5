package proof

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// before is as much of the database's schema as the operations touch, with the tables at both ends of its foreign keys. Foreign
// keys that lead elsewhere are left out.
func (t *Trial) before(ctx context.Context, up, down []op.Operation) (*schema.Schema, error) {
	actual := t.Compared.Actual
	after := actual.Clone()
	predict(up, after)
	touched := map[schema.Name]bool{}
	targets(touched, up)
	targets(touched, down)
	changed(touched, actual, after)
	back := after.Clone()
	predict(down, back)
	changed(touched, after, back)
	for _, s := range []*schema.Schema{actual, after} {
		using(touched, s, up)
		using(touched, s, down)
	}

	needed := map[schema.Name]bool{}
	for name := range touched {
		needed[name] = true
	}
	for _, s := range []*schema.Schema{actual, after} {
		for _, table := range s.Tables {
			for _, f := range table.ForeignKeys {
				target := f.Target(table.Schema)
				needed[target] = needed[target] || touched[table.ID()]
				needed[table.ID()] = needed[table.ID()] || touched[target]
			}
		}
	}
	for _, o := range up {
		if add, ok := o.(op.AddForeignKey); ok {
			needed[add.ForeignKey.Target(add.Schema)] = true
		}
	}
	before, err := t.build(ctx, needed, after)
	if err == nil {
		before.Enums = neededEnums(actual, before, up, down)
		before.Sequences = neededSequences(actual, up, down)
	}
	return before, err
}

// targets adds the tables that operations name.
func targets(touched map[schema.Name]bool, ops []op.Operation) {
	for _, o := range ops {
		if one, ok := o.(op.TableOperation); ok {
			touched[one.Target()] = true
		}
	}
}

// changed adds the tables that are not alike in two schemas.
func changed(touched map[schema.Name]bool, a, b *schema.Schema) {
	for _, pair := range [][2]*schema.Schema{{a, b}, {b, a}} {
		for _, table := range pair[0].Tables {
			if other := pair[1].Table(table.ID()); other == nil || !reflect.DeepEqual(table, *other) {
				touched[table.ID()] = true
			}
		}
	}
}

// build is the needed tables as the database has them. Those that foreign keys lead to may be in schemas that were not compared;
// these are taken in.
func (t *Trial) build(ctx context.Context, needed map[schema.Name]bool, after *schema.Schema) (*schema.Schema, error) {
	before := &schema.Schema{}
	for _, table := range t.Compared.Actual.Tables {
		if needed[table.ID()] {
			before.Tables = append(before.Tables, table.Clone())
		}
	}
	further := dialect.Scope{}
	for name, is := range needed {
		if is && name.Schema != "" && before.Table(name) == nil && after.Table(name) == nil {
			further.Schemas, further.Tables = append(further.Schemas, name.Schema), append(further.Tables, name)
		}
	}
	if len(further.Tables) > 0 {
		found, err := t.Dialect.Inspect(ctx, t.DB, further)
		if err != nil {
			return nil, fmt.Errorf("read the tables that foreign keys lead to: %w", err)
		}
		before.Tables = append(before.Tables, found.Tables...)
		t.Compared.Actual = t.Compared.Actual.Clone()
		t.Compared.Actual.Tables = append(t.Compared.Actual.Tables, found.Tables...)
	}
	for i := range before.Tables {
		table := &before.Tables[i]
		table.ForeignKeys = slices.DeleteFunc(table.ForeignKeys, func(f schema.ForeignKey) bool {
			return before.Table(f.Target(table.Schema)) == nil
		})
	}
	before.Sort()
	return before, nil
}
