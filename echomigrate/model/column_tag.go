package model

import (
	"slices"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// columnTag adds what a column's migrate tag says of the table.
func (r *reading) columnTag(f *bunschema.Field, tags []option) {
	for _, o := range tags {
		switch o.name {
		case "index", "uniqueindex", "unique":
			if strings.ContainsAny(o.value, "(),") {
				r.fault(place(r.typ, f), "migrate tag: %s:%s names columns: put it on bun.BaseModel", o.name, clip(o.value))
				continue
			}
			if o.name == "unique" {
				r.uniqueOf(o.value, f.Name)
			} else {
				r.indexOf(o.value, f.Name, o.name == "uniqueindex")
			}
		case "enum":
			if err := r.enum(f, o, *r.table.Column(f.Name)); err != nil {
				r.fault(place(r.typ, f), "migrate tag: enum: %w", err)
			}
		case "sequence":
			if err := r.sequenceTag(o.value); err != nil {
				r.fault(place(r.typ, f), "migrate tag: sequence: %w", err)
			}
		case "check":
			r.addCheck(place(r.typ, f), o.value)
		case "was":
			r.columnRenames = append(r.columnRenames, op.RenameColumn{Schema: r.table.Schema, Table: r.table.Name, From: o.value, To: f.Name})
		}
	}
}

// indexOf adds a column to the index of that name, or gives it one of its own.
func (r *reading) indexOf(name, column string, unique bool) {
	same := func(i schema.Index) bool { return name != "" && i.Name == name && i.Unique == unique }
	if n := slices.IndexFunc(r.table.Indexes, same); n >= 0 {
		r.table.Indexes[n].Columns = append(r.table.Indexes[n].Columns, column)
		return
	}
	r.table.Indexes = append(r.table.Indexes, schema.Index{Name: name, Columns: []string{column}, Unique: unique})
}

// uniqueOf adds a column to the unique constraint of that name, or gives it one of its own.
func (r *reading) uniqueOf(name, column string) {
	if name != "" {
		if k := r.table.Unique(name); k != nil {
			if !slices.Contains(k.Columns, column) {
				k.Columns = append(k.Columns, column)
			}
			return
		}
	}
	r.addUnique(schema.Key{Name: name, Columns: []string{column}})
}

func (r *reading) addCheck(where, value string) {
	check := parseCheck(value)
	if check.Expression == "" {
		r.fault(where, "migrate tag: check:%s has no expression", clip(value))
		return
	}
	r.table.Checks = append(r.table.Checks, check)
}
