package diff

import (
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// strands reports a foreign key or a computed column that stays while what it needs goes: a database refuses to drop the other,
// and nobody here may drop this one, because it is no model's or left out.
func strands(from, to *side) error {
	for _, t := range to.tables {
		current := from.byName[t.canonical.ID()]
		if current == nil {
			continue
		}
		for _, f := range t.canonical.ForeignKeys {
			there, found := foreignKeys.find(&current.canonical, f.Name)
			if !found || !foreignKeys.equal(f, there) {
				continue
			}
			if gone := loses(from, to, f.Target(t.canonical.Schema), f.RefColumns); gone != "" {
				return stranded(gone, foreignKeys.object(&t.canonical, f))
			}
		}
		for _, c := range t.canonical.Columns {
			if was := current.canonical.Column(c.Name); was == nil || was.Generated != c.Generated {
				continue
			}
			for _, name := range current.canonical.ColumnsIn(c.Generated) {
				if t.canonical.Column(name) == nil {
					return stranded(columnObject(t.canonical.ID(), name).String(), columnObject(t.canonical.ID(), c.Name))
				}
			}
		}
	}
	return nil
}

func stranded(gone string, needs Object) error {
	return fmt.Errorf("%s goes, and %s, which stays, needs it: drop that one in a revision before, or leave both out of comparisons", gone, needs)
}

// loses says what goes of what a foreign key refers to.
func loses(from, to *side, target schema.Name, columns []string) string {
	current, wanted := from.byName[target], to.byName[target]
	switch {
	case current == nil || current == wanted:
		return ""
	case wanted == nil:
		return Object{Kind: KindTable, Table: target}.String()
	}
	for _, name := range columns {
		if wanted.canonical.Column(name) == nil {
			return columnObject(target, name).String()
		}
	}
	isKey := func(k key) bool { return len(k.columns) == len(columns) && overlapAll(columns, k.columns) }
	keys := keysOf(&current.written)
	i := slices.IndexFunc(keys, isKey)
	if i < 0 || slices.ContainsFunc(keysOf(&wanted.written), isKey) {
		return ""
	}
	return keys[i].object.String()
}
