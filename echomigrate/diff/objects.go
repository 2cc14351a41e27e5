package diff

import (
	"maps"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func (k objects[T]) object(t *schema.Table, v T) Object {
	return Object{Kind: k.kind, Table: t.ID(), Name: *k.name(&v)}
}

func (k objects[T]) find(t *schema.Table, name string) (found T, is bool) {
	list := k.list(t)
	if i := k.index(list, name); i >= 0 {
		return list[i], true
	}
	return found, false
}

// index is the place of a name in a list; negative where there is none.
func (k objects[T]) index(list []T, name string) int {
	for i := range list { // in place: a copy of each would be made on the heap
		if *k.name(&list[i]) == name {
			return i
		}
	}
	return -1
}

// all lists the objects of a table as its database has them, and as they were written those that it cannot hold.
func (k objects[T]) all(t *table) []T {
	list := slices.Clip(k.list(&t.canonical))
	for _, v := range k.list(&t.written) {
		if _, held := k.find(&t.canonical, *k.name(&v)); !held {
			list = append(list, v)
		}
	}
	return list
}

// findIn finds one of all.
func (k objects[T]) findIn(t *table, name string) (T, bool) {
	if v, held := k.find(&t.canonical, name); held {
		return v, true
	}
	return k.find(&t.written, name)
}

func (k objects[T]) append(t *schema.Table, v T) {
	k.set(t, append(slices.Clone(k.list(t)), v))
}

func (k objects[T]) adopt(t, from *table) {
	for _, v := range k.all(t) {
		name := *k.name(&v)
		if !t.free[k.object(&t.canonical, v)] {
			continue
		}
		if there, found := k.findIn(from, name); found && k.equal(v, there) {
			continue
		}
		for _, there := range k.all(from) {
			other := *k.name(&there)
			if _, taken := k.findIn(t, other); k.equal(v, there) && !taken {
				k.rename(t, name, other)
				break
			}
		}
	}
}

func (k objects[T]) rename(t *table, from, to string) {
	for _, spelling := range []*schema.Table{&t.canonical, &t.written} {
		list := slices.Clone(k.list(spelling))
		for i := range list {
			if n := k.name(&list[i]); *n == from {
				*n = to
			}
		}
		k.set(spelling, list)
	}
	before := Object{Kind: k.kind, Table: t.canonical.ID(), Name: from}
	if t.free[before] {
		delete(t.free, before)
		t.free[Object{Kind: k.kind, Table: t.canonical.ID(), Name: to}] = true
	}
}

func (k objects[T]) identical(a, b *schema.Table) bool { return k.agree(a, b, k.exact) }

func (k objects[T]) same(a, b *schema.Table) bool { return k.agree(a, b, k.equal) }

// agree reports whether two tables have objects of the same names, each pair of which is equal.
func (k objects[T]) agree(a, b *schema.Table, equal func(a, b T) bool) bool {
	list, others := k.list(a), k.list(b)
	if len(list) != len(others) {
		return false
	}
	for i := range list {
		there := k.index(others, *k.name(&list[i]))
		if there < 0 || !equal(list[i], others[there]) {
			return false
		}
	}
	return true
}

func (k objects[T]) remember(t *table, declared, canonical *schema.Table) bool {
	list, all := slices.Clone(k.list(&t.written)), true
	for i, v := range list {
		name := *k.name(&v)
		meant, found := k.find(canonical, name)
		if !found || !k.equal(meant, v) {
			all = all && !found
			continue
		}
		list[i], _ = k.find(declared, name)
		if k.notValid != nil {
			said := *k.notValid(&list[i])
			*k.notValid(&list[i]) = *k.notValid(&v)
			remember(k.notValid(&list[i]), said, *k.notValid(&meant))
		}
		k.append(&t.declared, list[i])
	}
	for _, v := range k.list(declared) {
		if _, held := k.find(canonical, *k.name(&v)); !held {
			list = append(list, v)
			k.append(&t.declared, v)
		}
	}
	k.set(&t.written, list)
	return all
}

func (k objects[T]) keep(t, from *table, goes func(Object, []string) bool) []Object {
	var kept []Object
	for _, v := range k.all(from) {
		o := k.object(&from.canonical, v)
		replaced := k.single && len(k.list(&t.canonical)) > 0
		if replaced || goes(o, k.columns(&from.written, v)) {
			continue
		}
		if wanted, taken := k.find(&t.canonical, o.Name); taken {
			if !t.free[o] || k.equal(wanted, v) {
				continue
			}
			k.makeWay(t, from, o.Name)
		}
		if _, held := k.find(&from.canonical, o.Name); held {
			k.append(&t.canonical, v)
		}
		written, _ := k.find(&from.written, o.Name)
		k.append(&t.written, written)
		if declared, known := k.find(&from.declared, o.Name); known {
			k.append(&t.declared, declared)
		}
		kept = append(kept, o)
	}
	return kept
}

// makeWay gives an object whose name nobody chose another one, because something else has that name.
func (k objects[T]) makeWay(t, from *table, name string) {
	for n := 1; ; n++ {
		other := schema.Numbered(name, n)
		_, taken := k.find(&t.canonical, other)
		_, there := k.find(&from.canonical, other)
		if !taken && !there {
			k.rename(t, name, other)
			return
		}
	}
}

func (k objects[T]) forget(t *table, o Object) {
	for _, spelling := range []*schema.Table{&t.canonical, &t.written, &t.declared} {
		k.remove(spelling, o)
	}
}

func (k objects[T]) remove(t *schema.Table, o Object) {
	if o.Kind == k.kind {
		k.set(t, slices.DeleteFunc(slices.Clone(k.list(t)), func(v T) bool { return *k.name(&v) == o.Name }))
	}
}

func (k objects[T]) each(t *schema.Table, do func(Object, []string)) {
	for _, v := range k.list(t) {
		do(k.object(t, v), k.columns(t, v))
	}
}

func (k objects[T]) eachOf(t *table, do func(Object, func() []string)) {
	for _, v := range k.all(t) {
		o := k.object(&t.canonical, v)
		do(o, func() []string {
			columns := k.columns(&t.written, v)
			if w, known := k.find(&t.written, o.Name); known { // with what this database leaves out of it, and another one does not
				columns = append(slices.Clip(columns), k.columns(&t.written, w)...)
			}
			return columns
		})
	}
}

func (k objects[T]) has(t *table, name string) bool {
	_, found := k.findIn(t, name)
	return found
}

func (k objects[T]) gone(from, to *table, loose map[Object]bool) []Object {
	var gone []Object
	renamed := k.renamed(from, to, loose)
	for _, v := range k.all(from) {
		o := k.object(&from.canonical, v)
		if renamed[o.Name] != "" {
			continue
		}
		after, stays := k.findIn(to, o.Name)
		if !stays || loose[o] || !k.equal(v, after) || !k.declaredAlike(from, to, o.Name, o.Name) || k.invalidates(from, to, o.Name, o.Name) {
			gone = append(gone, o)
		}
	}
	return gone
}

// declaredAlike compares what the database may leave out, where both sides know it.
func (k objects[T]) declaredAlike(from, to *table, before, after string) bool {
	a, known := k.find(&from.declared, before)
	b, also := k.find(&to.declared, after)
	return !known || !also || k.declared(a, b)
}

// renamed gives the new names, by the old ones, of what says the same under another name. A name that is in use before is none
// of them.
func (k objects[T]) renamed(from, to *table, loose map[Object]bool) map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, v := range k.all(from) {
		o := k.object(&from.canonical, v)
		if _, stays := k.findIn(to, o.Name); stays || loose[o] {
			continue
		}
		for _, w := range k.all(to) {
			name := *k.name(&w)
			if _, there := k.findIn(from, name); !there && !taken[name] && k.equal(v, w) && k.declaredAlike(from, to, o.Name, name) && !k.invalidates(from, to, o.Name, name) {
				names[o.Name], taken[name] = name, true
				break
			}
		}
	}
	return names
}

func (k objects[T]) change(from, to *table, loose, pruned map[Object]bool) (drops, adds, validations []op.Operation) {
	table := to.canonical.ID()
	gone := map[string]bool{}
	for _, o := range k.gone(from, to, loose) {
		gone[o.Name] = true
		drops = append(drops, k.drop(table, o.Name, pruned[o]))
	}
	renamed := k.renamed(from, to, loose)
	for _, before := range slices.Sorted(maps.Keys(renamed)) {
		adds = append(adds, k.renaming(table, before, renamed[before]))
	}
	isNew := func(name string) bool {
		_, there := k.findIn(from, name)
		return !there && !slices.Contains(slices.Collect(maps.Values(renamed)), name)
	}
	for _, v := range k.list(&to.written) {
		if name := *k.name(&v); isNew(name) || gone[name] {
			adds = append(adds, k.add(table, v))
		}
	}
	return drops, adds, k.validate(from, to, gone, renamed)
}

func (k objects[T]) ranks() (drop, add rank) { return k.dropAt, k.addAt }

func (k objects[T]) isRelation() bool { return k.relation }
