package diff

import (
	"reflect"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// share takes over the tables of the other side that say the same, however one looks at them, so that nobody compares them again.
func (s *side) share(from *side) {
	for i, t := range s.tables {
		id := t.canonical.ID()
		current := from.byName[id]
		if current != nil && alike(&t.canonical, &current.canonical) && alike(&t.declared, &current.declared) {
			s.tables[i], s.byName[id] = current, current
			s.shared[id], from.shared[id] = true, true
		}
	}
}

// alike reports whether two tables say the same, in whatever order.
func alike(a, b *schema.Table) bool {
	if len(a.Columns) != len(b.Columns) {
		return false
	}
	for i, c := range a.Columns {
		if b.Columns[i] == c {
			continue
		}
		if there := b.Column(c.Name); there == nil || *there != c {
			return false
		}
	}
	for _, k := range kinds {
		if !k.identical(a, b) {
			return false
		}
	}
	return reflect.DeepEqual(scalars(a), scalars(b))
}

// scalars is a table without what is compared one by one.
func scalars(t *schema.Table) schema.Table {
	rest := *t
	rest.Columns, rest.PrimaryKey, rest.Uniques, rest.ForeignKeys, rest.Checks, rest.Exclusions, rest.Indexes =
		nil, schema.Key{}, nil, nil, nil, nil, nil
	rest.Triggers = nil // they are no part of a comparison
	if len(rest.Options) == 0 {
		rest.Options = nil
	}
	if len(rest.With) == 0 {
		rest.With = nil
	}
	return rest
}
