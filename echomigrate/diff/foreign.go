package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// keepForeign copies what nobody here made from the database's side to the models', so that it stays, and lists it. A
// column, constraint or index that is in the database alone was made here when the history has it. What goes together with a
// column is lost: it is taken off the database's side, because a revision cannot drop on every database what it made on none.
func keepForeign(from, to *side, history *schema.Schema) (foreign, lost []Object) {
	for _, current := range from.tables {
		id := current.canonical.ID()
		remembered := history.Table(id)
		wanted := to.byName[id]
		switch {
		case wanted != nil:
			if remembered == nil {
				remembered = &schema.Table{}
			}
			kept, gone := keepObjects(current, wanted, remembered.WithDefaultNames())
			foreign, lost = append(foreign, kept...), append(lost, gone...)
		case remembered == nil:
			to.add(current)
			foreign = append(foreign, Object{Kind: "table", Table: id})
		}
	}
	to.sort()
	return foreign, lost
}

func keepObjects(current, wanted *table, remembered schema.Table) (foreign, lost []Object) {
	foreign = keepColumns(current, wanted, remembered)
	ours := map[Object]bool{}
	for _, k := range kinds {
		k.each(&remembered, func(o Object, _ []string) { ours[Object{Kind: o.Kind, Name: o.Name}] = true })
	}
	isOurs := func(o Object) bool { return ours[Object{Kind: o.Kind, Name: o.Name}] }
	for _, k := range kinds {
		k.each(&current.canonical, func(o Object, columns []string) {
			gone := slices.ContainsFunc(columns, func(c string) bool { return wanted.canonical.Column(c) == nil })
			if gone && !isOurs(o) && !wanted.has(k, o) {
				lost = append(lost, o)
			}
		})
		for _, o := range lost {
			k.forget(current, o)
		}
		foreign = append(foreign, k.keep(wanted, current, func(o Object, _ []string) bool { return isOurs(o) })...)
	}
	return foreign, lost
}

func keepColumns(current, wanted *table, remembered schema.Table) []Object {
	var foreign []Object
	for _, c := range current.canonical.Columns {
		if wanted.canonical.Column(c.Name) != nil || remembered.Column(c.Name) != nil {
			continue
		}
		wanted.canonical.Columns = append(wanted.canonical.Columns, c)
		wanted.written.Columns = append(wanted.written.Columns, *current.written.Column(c.Name))
		foreign = append(foreign, Object{Kind: "column", Table: current.canonical.ID(), Name: c.Name})
	}
	return foreign
}
