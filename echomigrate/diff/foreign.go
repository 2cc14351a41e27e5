package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// keepForeign copies what nobody here made from the database's side to the models', so that it stays, and lists it. A
// column, constraint or index that is in the database alone was made here when the history has it.
func keepForeign(from, to *side, history *schema.Schema) []Object {
	var foreign []Object
	for _, current := range from.tables {
		id := current.canonical.ID()
		remembered := history.Table(id)
		wanted := to.byName[id]
		switch {
		case wanted != nil:
			if remembered == nil {
				remembered = &schema.Table{}
			}
			foreign = append(foreign, keepObjects(current, wanted, remembered.WithDefaultNames())...)
		case remembered == nil:
			to.add(current)
			foreign = append(foreign, Object{Kind: "table", Table: id})
		}
	}
	to.sort()
	return foreign
}

func keepObjects(current, wanted *table, remembered schema.Table) []Object {
	foreign := keepColumns(current, wanted, remembered)
	ours := map[Object]bool{}
	for _, k := range kinds {
		k.each(&remembered, func(o Object, _ []string) { ours[Object{Kind: o.Kind, Name: o.Name}] = true })
	}
	goes := func(o Object, columns []string) bool {
		lost := slices.ContainsFunc(columns, func(c string) bool { return wanted.canonical.Column(c) == nil })
		return lost || ours[Object{Kind: o.Kind, Name: o.Name}]
	}
	for _, k := range kinds {
		foreign = append(foreign, k.keep(wanted, current, goes)...)
	}
	return foreign
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
