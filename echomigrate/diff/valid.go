package diff

import (
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// isNotValid reports whether an object of a table is NOT VALID, as far as somebody said so or the database has it.
func (k objects[T]) isNotValid(t *table, name string) bool {
	v, found := k.find(&t.written, name)
	return found && k.notValid != nil && *k.notValid(&v)
}

// invalidates reports whether a valid object has to become one that is NOT VALID, which only a new one can be.
func (k objects[T]) invalidates(from, to *table, before, after string) bool {
	return !k.isNotValid(from, before) && k.isNotValid(to, after)
}

// validate lists the operations that validate what stays, under the names that it gets.
func (k objects[T]) validate(from, to *table, gone map[string]bool, renamed map[string]string) (list []op.Operation) {
	for _, v := range k.all(from) {
		name := *k.name(&v)
		after := name
		if to, is := renamed[name]; is {
			after = to
		}
		if _, stays := k.findIn(to, after); stays && !gone[name] && k.isNotValid(from, name) && !k.isNotValid(to, after) {
			id := to.canonical.ID()
			list = append(list, op.ValidateConstraint{Schema: id.Schema, Table: id.Table, Name: after})
		}
	}
	return list
}

// keepValid leaves what is valid in the database so, though the models say NOT VALID: that is how it is added.
func (k objects[T]) keepValid(t, from *table) {
	if k.notValid == nil {
		return
	}
	for _, spelling := range []*schema.Table{&t.canonical, &t.written} {
		list := slices.Clone(k.list(spelling))
		for i := range list {
			name := *k.name(&list[i])
			v, _ := k.findIn(t, name)
			if there, found := k.findIn(from, name); found && k.equal(v, there) && !k.isNotValid(from, name) {
				*k.notValid(&list[i]) = false
			}
		}
		k.set(spelling, list)
	}
}

// takeInvalid takes the marks off indexes that are not valid, and warns of them: they are compared as what they are to become.
func takeInvalid(actual *schema.Schema) (warnings []string) {
	for t := range actual.Tables {
		table := &actual.Tables[t]
		if !slices.ContainsFunc(table.Indexes, func(i schema.Index) bool { return i.Invalid }) {
			continue
		}
		table.Indexes = slices.Clone(table.Indexes) // which may be those of Input.Actual
		for n := range table.Indexes {
			i := &table.Indexes[n]
			if !i.Invalid {
				continue
			}
			i.Invalid = false
			name := schema.Name{Schema: table.Schema, Table: i.Name}
			warnings = append(warnings, fmt.Sprintf(
				"%s is invalid, so that no query uses it: a concurrent build was stopped or failed: run REINDEX INDEX CONCURRENTLY %s, or drop it",
				indexes.object(table, *i), name))
		}
	}
	return warnings
}
