package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// share takes over the tables of the other side that say the same, however one looks at them, so that nobody compares them again.
func (s *side) share(from *side) {
	for i, t := range s.tables {
		id := t.canonical.ID()
		current := from.byName[id]
		if current != nil && current != t && alike(&t.canonical, &current.canonical) && alike(&t.declared, &current.declared) {
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
	return a.ID() == b.ID() && a.PartitionBy == b.PartitionBy && a.Unlogged == b.Unlogged && a.Comment == b.Comment &&
		slices.Equal(a.With, b.With) && slices.Equal(a.Options, b.Options)
}
