package diff

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// setsUnlogged reports whether a table that stays becomes unlogged, or logged.
func (p *planner) setsUnlogged(id schema.Name) bool {
	current, wanted := p.from.byName[id], p.to.byName[id]
	return current != nil && wanted != nil && current != wanted && !p.isReplaced(current) && current.written.Unlogged != wanted.written.Unlogged
}

// bothSetUnlogged reports whether a foreign key is between two tables that become logged, or unlogged: one of them is so before the
// other, and a logged table cannot refer to an unlogged one.
func (p *planner) bothSetUnlogged(current *table, f schema.ForeignKey) bool {
	id, target := current.canonical.ID(), f.Target(current.canonical.Schema)
	return id != target && p.setsUnlogged(id) && p.setsUnlogged(target)
}
