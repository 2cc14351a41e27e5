package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// cut finds the foreign keys that close a cycle among the tables that are on one side alone.
func (p *planner) cut(on, off *side) {
	var left []*table
	for _, t := range on.tables {
		other := off.byName[t.canonical.ID()]
		if other == nil || on == p.from && p.isReplaced(t) || on == p.to && p.isReplaced(other) {
			left = append(left, t)
		}
	}
	waits := func(t *table, f schema.ForeignKey) bool {
		target := f.Target(t.canonical.Schema)
		return target != t.canonical.ID() && !p.late[foreignKeys.object(&t.canonical, f)] &&
			slices.ContainsFunc(left, func(o *table) bool { return o.canonical.ID() == target })
	}
	for len(left) > 0 {
		ready := slices.IndexFunc(left, func(t *table) bool {
			return !slices.ContainsFunc(t.canonical.ForeignKeys, func(f schema.ForeignKey) bool { return waits(t, f) })
		})
		if ready >= 0 {
			left = slices.Delete(left, ready, ready+1)
			continue
		}
		first := left[0]
		for _, f := range first.canonical.ForeignKeys {
			if waits(first, f) {
				p.late[foreignKeys.object(&first.canonical, f)] = true
			}
		}
	}
}
