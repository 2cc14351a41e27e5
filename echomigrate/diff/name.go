package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// freeNames are the names that the naming gives to the table's objects that have none of their own.
func freeNames(t schema.Table, naming schema.Naming) map[Object]bool {
	free := map[Object]bool{}
	named := t.WithNames(naming)
	given := map[Object]int{}
	for _, k := range kinds {
		k.each(&t, func(o Object, _ []string) { given[o]++ })
		k.each(&named, func(o Object, _ []string) {
			if given[o] == 0 {
				free[o] = true
			}
		})
	}
	return free
}

// adopt gives what has no name of its own the name that the same thing has in the database.
func (t *table) adopt(from *table) {
	for _, k := range kinds {
		k.adopt(t, from)
	}
}

// distinguish gives new objects whose default name is that of another object, which stays, a number behind it, as
// PostgreSQL does: the names of tables and indexes are unique in a schema, those of other constraints in their table.
func (s *side) distinguish(from *side) {
	if !slices.ContainsFunc(s.tables, func(t *table) bool { return len(t.free) > 0 }) {
		return
	}
	taken := map[schema.Name]Object{}
	space := func(k kind, o Object) schema.Name {
		if k.isRelation() {
			return schema.Name{Schema: o.Table.Schema, Table: o.Name}
		}
		return schema.Name{Schema: o.Table.String() + " constraints", Table: o.Name}
	}
	each := func(do func(t *table, k kind, o Object, free bool)) {
		for _, t := range s.tables {
			for _, k := range kinds {
				k.eachOf(t, func(o Object, _ func() []string) {
					current := from.byName[o.Table]
					do(t, k, o, t.free[o] && (current == nil || !k.has(current, o.Name)))
				})
			}
		}
	}
	for _, t := range s.tables {
		taken[t.canonical.ID()] = Object{Kind: "table", Table: t.canonical.ID()}
	}
	each(func(_ *table, k kind, o Object, free bool) {
		if !free {
			taken[space(k, o)] = o
		}
	})
	each(func(t *table, k kind, o Object, free bool) {
		if !free {
			return
		}
		name := o
		for n := 1; ; n++ {
			if _, used := taken[space(k, name)]; !used {
				break
			}
			name.Name = schema.Numbered(o.Name, n)
		}
		taken[space(k, name)] = name
		if name != o {
			k.rename(t, o.Name, name.Name)
		}
	})
}
