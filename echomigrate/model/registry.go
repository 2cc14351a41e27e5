package model

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	bunschema "github.com/uptrace/bun/schema"
)

// registry is a registry of Bun's for these models alone: reading leaves the program's own as it is, and does not see what is
// in that.
type registry struct {
	bunschema.Dialect
	tables *bunschema.Tables
}

func newRegistry(d bunschema.Dialect) *registry {
	r := &registry{Dialect: d}
	r.tables = bunschema.NewTables(r)
	return r
}

// Tables is the private registry, which Bun asks for embedded and related structs.
func (r *registry) Tables() *bunschema.Tables { return r.tables }

// OnTable does nothing: column types are not the database's.
func (r *registry) OnTable(*bunschema.Table) {}

// register lets Bun read the types, in an order that it can take: a table between two others before those.
func (r *registry) register(types []reflect.Type) []error {
	var faults []error
	for _, t := range types {
		if err := attempt(t, func() { r.tables.InProgress(t) }); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	pending, done := r.fullestFirst(types), map[string]bool{}
	for len(pending) > 0 {
		next := slices.IndexFunc(pending, func(t reflect.Type) bool { return len(missing(t, done)) == 0 })
		if next < 0 {
			return r.unjoined(pending, done)
		}
		t := pending[next]
		if err := attempt(t, func() { r.tables.Get(t) }); err != nil {
			faults = append(faults, err)
		}
		done[r.tables.InProgress(t).Name] = true
		if next == 0 {
			pending = pending[1:]
		} else {
			pending = slices.Delete(pending, next, next+1)
		}
	}
	return faults
}

// fullestFirst puts the type with most columns of each table before all others, so that Bun, which looks tables up by name,
// finds it and no projection.
func (r *registry) fullestFirst(types []reflect.Type) []reflect.Type {
	fullest := map[string]reflect.Type{}
	for _, t := range types {
		table := r.tables.InProgress(t)
		if other, there := fullest[table.Name]; !there || len(table.Fields) > len(r.tables.InProgress(other).Fields) {
			fullest[table.Name] = t
		}
	}
	var first, rest []reflect.Type
	for _, t := range types {
		if fullest[r.tables.InProgress(t).Name] == t {
			first = append(first, t)
		} else {
			rest = append(rest, t)
		}
	}
	return append(first, rest...)
}

// unjoined says which m2m tables keep the pending types from being read.
func (r *registry) unjoined(pending []reflect.Type, done map[string]bool) []error {
	waiting := map[string]bool{}
	for _, t := range pending {
		waiting[r.tables.InProgress(t).Name] = true
	}
	var faults []error
	for _, t := range pending {
		for _, m := range missing(t, done) {
			if waiting[m.table] {
				faults = append(faults, fmt.Errorf("%s.%s: its m2m table %s is itself joined by m2m tables that wait for %s", modelName(t), m.field, m.table, modelName(t)))
			} else {
				faults = append(faults, fmt.Errorf("%s.%s: its m2m table %s has no model: register one", modelName(t), m.field, m.table))
			}
		}
	}
	return faults
}

// junction is a many-to-many relation's field and the table between.
type junction struct{ field, table string }

// missing lists a type's m2m tables that are not done.
func missing(t reflect.Type, done map[string]bool) []junction {
	var list []junction
	walk(t, func(_ reflect.Type, f reflect.StructField) {
		if table, is := bunOption(f, "m2m"); is && !done[table] {
			list = append(list, junction{f.Name, table})
		}
	})
	return list
}

// attempt turns a panic of Bun's into an error of one line that names the type.
func attempt(t reflect.Type, read func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %s", t, reason(r))
		}
	}()
	read()
	return nil
}

// reason is what a panic says, in one line and without Bun's own prefix.
func reason(recovered any) string {
	return strings.TrimPrefix(strings.Join(strings.Fields(fmt.Sprint(recovered)), " "), "bun: ")
}
