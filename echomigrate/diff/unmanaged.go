package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// keepUnmanaged copies what nobody here made from the database's side to the models', so that it stays, and lists it. A
// column, constraint or index that is in the database alone was made here when the history has it. What goes together with a
// column is lost: it is taken off the database's side, because a revision cannot drop on every database what it made on none.
// What is left out stays likewise, without being listed.
func keepUnmanaged(from, to *side, history *schema.Schema, chosen *choice) (unmanaged []Object, lost []loss) {
	inHistory := history.ByName()
	for _, current := range from.tables {
		id := current.canonical.ID()
		remembered := inHistory[id]
		wanted := to.byName[id]
		switch {
		case wanted == current:
		case wanted != nil:
			if remembered == nil {
				remembered = &schema.Table{}
			}
			kept, gone := keepObjects(current, wanted, remembered.WithDefaultNames(), chosen)
			unmanaged, lost = append(unmanaged, kept...), append(lost, gone...)
		case chosen.leavesOutTable(id, &current.canonical, nil):
			to.add(current)
		case remembered == nil && !chosen.prunes(Object{Kind: KindTable, Table: id}):
			to.add(current)
			unmanaged = append(unmanaged, Object{Kind: KindTable, Table: id})
		}
	}
	to.sort()
	return unmanaged, lost
}

func keepObjects(current, wanted *table, remembered schema.Table, chosen *choice) (unmanaged []Object, lost []loss) {
	unmanaged = append(keepComments(current, wanted, remembered), keepColumns(current, wanted, remembered, chosen)...)
	ours := map[Object]bool{}
	for _, k := range kinds {
		k.each(&remembered, func(o Object, _ []string) { ours[Object{Kind: o.Kind, Name: o.Name}] = true })
	}
	isOurs := func(o Object) bool {
		return !chosen.out[o] && (ours[Object{Kind: o.Kind, Name: o.Name}] || chosen.prunes(o))
	}
	for _, k := range kinds {
		k.chooseRest(current, wanted, chosen)
		goes := func(c string) bool { return wanted.canonical.Column(c) == nil }
		k.eachOf(current, func(o Object, columns func() []string) {
			if !k.has(wanted, o.Name) && slices.ContainsFunc(columns(), goes) && !isOurs(o) {
				because := "which no revision made"
				if chosen.out[o] {
					because = "which takes no part in comparisons"
				}
				lost = append(lost, loss{o, because})
			}
		})
		for _, o := range lost {
			k.forget(current, o.Object)
		}
		for _, o := range k.keep(wanted, current, func(o Object, _ []string) bool { return isOurs(o) }) {
			if !chosen.out[o] {
				unmanaged = append(unmanaged, o)
			}
		}
	}
	return unmanaged, lost
}

// keepComments keeps the comments that neither a model nor a revision says anything of, of what is on both sides.
func keepComments(current, wanted *table, remembered schema.Table) []Object {
	id := current.canonical.ID()
	var unmanaged []Object
	if there := current.canonical.Comment; there != "" && wanted.written.Comment == "" && remembered.Comment == "" {
		wanted.canonical.Comment, wanted.written.Comment, wanted.declared.Comment = there, there, there
		unmanaged = append(unmanaged, Object{Kind: KindComment, Table: id})
	}
	for i := range wanted.written.Columns {
		c := &wanted.written.Columns[i]
		there, ours := current.canonical.Column(c.Name), remembered.Column(c.Name)
		if there == nil || there.Comment == "" || c.Comment != "" || ours != nil && ours.Comment != "" {
			continue
		}
		for _, spelling := range []*schema.Table{&wanted.canonical, &wanted.written, &wanted.declared} {
			spelling.Column(c.Name).Comment = there.Comment
		}
		unmanaged = append(unmanaged, Object{Kind: KindComment, Table: id, Name: c.Name})
	}
	return unmanaged
}

func keepColumns(current, wanted *table, remembered schema.Table, chosen *choice) []Object {
	var unmanaged []Object
	for _, c := range current.canonical.Columns {
		if wanted.canonical.Column(c.Name) != nil {
			continue
		}
		o := columnObject(current.canonical.ID(), c.Name)
		out := chosen.leavesOut(Pair{Object: o, Actual: c})
		if !out && (remembered.Column(c.Name) != nil || chosen.prunes(o)) {
			continue
		}
		wanted.canonical.Columns = append(wanted.canonical.Columns, c)
		wanted.written.Columns = append(wanted.written.Columns, *current.written.Column(c.Name))
		if !out {
			unmanaged = append(unmanaged, o)
		}
	}
	return unmanaged
}
