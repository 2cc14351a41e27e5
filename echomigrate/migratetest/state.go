package migratetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// state is all that a database holds but rows.
type state struct {
	tables *schema.Schema
	// others are the objects that are no tables, such as views and functions, by kind and name.
	others map[string]string
}

// state reads the database.
func (v *verification) state(ctx context.Context) (state, error) {
	var scope dialect.Scope
	if v.whole {
		further, err := v.dialect.Schemas(ctx, v.db)
		if err != nil {
			return state{}, err
		}
		scope.Schemas = further
	}
	found, err := v.dialect.Definitions(ctx, v.db, scope)
	if err != nil {
		return state{}, err
	}
	s := state{tables: &schema.Schema{}, others: map[string]string{}}
	for _, schemaName := range scope.Schemas {
		s.others["schema "+schemaName] = schemaName
	}
	for _, d := range found.List {
		key := d.Kind + " " + d.ID().String()
		switch {
		case d.Table != nil:
			s.tables.Tables = append(s.tables.Tables, *d.Table)
		case d.Enum != nil:
			s.others[key] = fmt.Sprintf("%+v", *d.Enum)
		case d.Sequence != nil:
			s.others[key] = fmt.Sprintf("%+v", *d.Sequence)
		default:
			s.others[key] += strings.Join(d.Create, "; ")
		}
	}
	return s, nil
}

// is compares the database with a state that it was in; the error says what is wrong where it is not in that one.
func (v *verification) is(ctx context.Context, want state, wrong string) error {
	got, err := v.state(ctx)
	if err != nil {
		return err
	}
	found := differences(v.dialect, want.tables, got.tables)
	for _, key := range keys(want.others, got.others) {
		a, inWant := want.others[key]
		b, inGot := got.others[key]
		switch {
		case !inGot:
			found = append(found, key+" is missing")
		case !inWant && v.stays(key):
		case !inWant:
			found = append(found, key+" is left")
		case a != b:
			found = append(found, fmt.Sprintf("%s was %s and is %s", key, a, b))
		}
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %s", wrong, strings.Join(found, "; "))
}

// stays reports whether an object is one that a revision creates where it is missing, and that nothing drops.
func (v *verification) stays(key string) bool {
	return slices.ContainsFunc(v.revisions, func(r *revision.Revision) bool { return creates(r.Upgrade, key) })
}

func creates(ops []op.Operation, key string) bool {
	return slices.ContainsFunc(ops, func(o op.Operation) bool {
		switch o := o.(type) {
		case op.CreateSchema:
			return key == "schema "+o.Name
		case op.CreateExtension:
			return key == "extension "+o.Name
		case op.Group:
			return creates(o.Operations(), key)
		}
		return false
	})
}

// keys are those of both maps, sorted.
func keys(a, b map[string]string) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// differences names the tables that are not the same, the order of columns aside.
func differences(d dialect.Dialect, want, got *schema.Schema) []string {
	a, b := canonical(d, want), canonical(d, got)
	var list []string
	for _, t := range a.Tables {
		switch other := b.Table(t.ID()); {
		case other == nil:
			list = append(list, fmt.Sprintf("table %s is missing", t.ID()))
		case !t.Equal(*other):
			list = append(list, fmt.Sprintf("table %s was %+v and is %+v", t.ID(), t, *other))
		}
	}
	for _, t := range b.Tables {
		if a.Table(t.ID()) == nil {
			list = append(list, fmt.Sprintf("table %s is left", t.ID()))
		}
	}
	return list
}

func canonical(d dialect.Dialect, s *schema.Schema) *schema.Schema {
	c := &schema.Schema{}
	for _, t := range s.Tables {
		t = d.Canonical(t)
		slices.SortFunc(t.Columns, func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
		c.Tables = append(c.Tables, t)
	}
	return c
}
