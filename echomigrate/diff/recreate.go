package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// loosen finds what stays and yet has to go meanwhile: what involves a column that is dropped and added again, expressions over
// a column that gets another type, and foreign keys between columns of which one gets another kind of type, or to a key that
// goes, or between tables that become logged.
func (p *planner) loosen() {
	for _, current := range p.from.tables {
		wanted := p.to.byName[current.canonical.ID()]
		if wanted == nil || wanted == current {
			continue
		}
		again := recreated(current, wanted)
		for _, k := range kinds {
			k.eachOf(current, func(o Object, columns func() []string) {
				if len(again) > 0 && overlap(columns(), again) {
					p.loose[o] = true
				}
			})
		}
		p.loosenExpressions(current, wanted)
	}
	for _, current := range p.from.tables {
		for _, f := range current.canonical.ForeignKeys {
			if p.isLoose(current, f) || p.bothSetUnlogged(current, f) {
				p.loose[foreignKeys.object(&current.canonical, f)] = true
			}
		}
	}
}

// loosenExpressions finds the checks, exclusion constraints and indexes that a database would convert when it converts a column, with casts from the
// old type that nobody wrote.
func (p *planner) loosenExpressions(current, wanted *table) {
	t := &current.canonical
	retyped := func(column string) bool { return isRetyped(current, wanted, column) }
	for _, c := range t.Checks {
		if slices.ContainsFunc(t.ColumnsIn(c.Expression), retyped) {
			p.loose[checks.object(t, c)] = true
		}
	}
	for _, e := range exclusions.all(current) {
		if slices.ContainsFunc(excludedIn(t, e), retyped) {
			p.loose[exclusions.object(t, e)] = true
		}
	}
	for _, i := range t.Indexes {
		if slices.ContainsFunc(computedIn(t, i), retyped) {
			p.loose[indexes.object(t, i)] = true
		}
	}
}

func (p *planner) isLoose(current *table, f schema.ForeignKey) bool {
	target := p.from.byName[f.Target(current.canonical.Schema)]
	if target == nil {
		return false
	}
	wanted := p.to.byName[target.canonical.ID()]
	if wanted == nil || wanted == target {
		return p.retypes(current, f.Columns)
	}
	return p.isReplaced(target) || p.losesKey(target, wanted, f.RefColumns) || overlap(f.RefColumns, recreated(target, wanted)) ||
		p.retypes(target, f.RefColumns) || p.retypes(current, f.Columns)
}

// retypes reports whether one of the columns gets a type that cannot be compared with the one it has.
func (p *planner) retypes(current *table, columns []string) bool {
	wanted := p.to.byName[current.canonical.ID()]
	if wanted == nil || wanted == current {
		return false
	}
	return slices.ContainsFunc(columns, func(c string) bool {
		return current.canonical.Column(c) != nil && wanted.canonical.Column(c) != nil && alter(current, wanted, c).changesFamily()
	})
}

// losesKey reports whether a key over the columns goes, for good or for another one, or is built anew with the type of a
// column that it carries along.
func (p *planner) losesKey(current, wanted *table, columns []string) bool {
	gone := slices.Concat(
		primaryKeys.gone(current, wanted, p.loose), uniques.gone(current, wanted, p.loose), indexes.gone(current, wanted, p.loose))
	return slices.ContainsFunc(keysOf(&current.written), func(k key) bool {
		return len(k.columns) == len(columns) && overlapAll(columns, k.columns) &&
			(slices.Contains(gone, k.object) || slices.ContainsFunc(k.include, func(c string) bool { return isRetyped(current, wanted, c) }))
	})
}

// key is what a foreign key can refer to.
type key struct {
	object           Object
	columns, include []string
}

func keysOf(t *schema.Table) []key {
	keys := []key{{primaryKeys.object(t, t.PrimaryKey), t.PrimaryKey.Columns, t.PrimaryKey.Include}}
	for _, k := range t.Uniques {
		keys = append(keys, key{uniques.object(t, k), k.Columns, k.Include})
	}
	for _, i := range t.Indexes {
		keys = append(keys, key{indexes.object(t, i), i.Columns, i.Include})
	}
	return keys
}

func isRetyped(current, wanted *table, column string) bool {
	return current.canonical.Column(column) != nil && wanted.canonical.Column(column) != nil && alter(current, wanted, column).isRetyped()
}

// overlap reports whether two lists have an element in common.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

// overlapAll reports whether b has all elements of a.
func overlapAll(a, b []string) bool {
	return !slices.ContainsFunc(a, func(v string) bool { return !slices.Contains(b, v) })
}
