package model

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/uptrace/bun"
	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// reading is a table while it is read off its model.
type reading struct {
	*source
	table schema.Table
	// fields are the columns' fields, and columnTags their migrate tags, in the table's order.
	fields     []*bunschema.Field
	columnTags [][]option
	// references are the foreign keys of relations.
	references []reference
	// tableRenames and columnRenames are those that the tags declare.
	tableRenames, columnRenames []op.Operation
	// enums are the enum types that columns say.
	enums []saidEnum
	// sequences are those that tags say.
	sequences []schema.Sequence
	warnings  []string
	faults    []error
}

// readTable reads one model's table.
func readTable(tables *registry, s *source, known map[schema.Name]bool) *reading {
	r := &reading{source: s, table: schema.Table{Schema: s.id.Schema, Name: s.id.Table}}
	r.misplaced(tables)
	r.columns()
	if len(r.faults) > 0 {
		return r
	}
	r.uniques()
	r.relations(known)
	for i, f := range r.fields {
		r.columnTag(f, r.columnTags[i])
	}
	r.tableTags()
	if len(r.faults) > 0 {
		return r
	}
	r.traps()
	r.define()
	normalise(&r.table)
	r.verify()
	return r
}

// fault remembers what is wrong with the model; where is a field's place, or empty for the model as a whole.
func (r *reading) fault(where, format string, arguments ...any) {
	if where == "" {
		where = modelName(r.typ)
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %w", where, fmt.Errorf(format, arguments...)))
}

// columns reads the columns and the primary key.
func (r *reading) columns() {
	mapped := r.mapped()
	r.table.Columns = make([]schema.Column, 0, len(mapped))
	met := make([]*bunschema.Field, 0, len(mapped)) // those of faulty columns, too
	r.fields, r.columnTags = make([]*bunschema.Field, 0, len(mapped)), make([][]option, 0, len(mapped))
	for _, f := range mapped {
		tags, err := parseTag(f.StructField.Tag.Get("migrate"), ofColumn)
		if err != nil {
			r.fault(place(r.typ, f), "migrate tag: %w", err)
			continue
		}
		if !slices.Contains(r.bun.Fields, f) && !isGenerated(f, tags) {
			if len(tags) > 0 {
				r.fault(place(r.typ, f), "migrate tag: the field is only scanned: it is no column")
			}
			continue
		}
		if other := slices.IndexFunc(met, func(o *bunschema.Field) bool { return o.Name == f.Name }); other >= 0 {
			r.fault(place(r.typ, f), "column %s is that of %s already", f.Name, place(r.typ, met[other]))
			continue
		}
		met = append(met, f)
		c, err := readColumn(f, tags)
		if err != nil {
			r.fault(place(r.typ, f), "%w", err)
			continue
		}
		r.table.Columns = append(r.table.Columns, c)
		r.fields, r.columnTags = append(r.fields, f), append(r.columnTags, tags)
		if f.IsPK {
			r.table.PrimaryKey.Columns = append(r.table.PrimaryKey.Columns, c.Name)
		}
	}
}

// mapped lists the fields that Bun maps to columns or only scans, in their order.
func (r *reading) mapped() []*bunschema.Field {
	fields := slices.Clone(r.bun.Fields)
	for _, f := range r.bun.FieldMap {
		if !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields, func(a, b *bunschema.Field) int { return slices.Compare(a.Index, b.Index) })
	return fields
}

// misplaced finds migrate tags on fields that are no columns, and columns that several embedded structs have, which Bun leaves
// out without a word.
func (r *reading) misplaced(tables *registry) {
	walk(r.typ, func(owner reflect.Type, f reflect.StructField) {
		inner, prefix, isEmbedded := embedded(f)
		isBase := f.Anonymous && f.Type == baseModel
		if f.Tag.Get("migrate") != "" && !isBase && (f.Tag.Get("bun") == "-" || isEmbedded || !f.IsExported()) {
			r.fault(modelName(owner)+"."+f.Name, "migrate tag: the field is no column")
		}
		if !isEmbedded {
			return
		}
		columns := tables.tables.InProgress(owner).FieldMap
		for _, column := range tables.tables.InProgress(inner).Fields {
			if columns[prefix+column.Name] == nil && !hidden(owner, column.Name) {
				r.fault(modelName(owner)+"."+f.Name, "column %s is in another embedded struct too, so that Bun maps neither: say it in %s itself", prefix+column.Name, modelName(owner))
			}
		}
	})
}

// hidden reports whether a struct takes an embedded column back, with a field of that name tagged bun:"-".
func hidden(owner reflect.Type, column string) bool {
	f, there := owner.FieldByName(column)
	return there && f.Tag.Get("bun") == "-"
}

// uniques reads Bun's unique constraints: those of one column in the order of the columns, then the named ones.
func (r *reading) uniques() {
	for _, name := range slices.Sorted(maps.Keys(r.bun.Unique)) {
		var columns []string
		for _, f := range r.bun.Unique[name] {
			if r.table.Column(f.Name) == nil {
				r.fault(place(r.typ, f), "a field that is no column cannot be unique")
				return
			}
			if name == "" {
				r.addUnique(schema.Key{Columns: []string{f.Name}})
			}
			columns = append(columns, f.Name)
		}
		if name != "" {
			r.addUnique(schema.Key{Name: name, Columns: columns})
		}
	}
}

// addUnique adds a unique constraint that is not there yet.
func (r *reading) addUnique(k schema.Key) {
	if !slices.ContainsFunc(r.table.Uniques, k.Equal) {
		r.table.Uniques = append(r.table.Uniques, k)
	}
}

// traps warns of what is likely to be meant otherwise.
func (r *reading) traps() {
	for i, f := range r.fields {
		c := r.table.Columns[i]
		numbered := c.Identity != "" || schema.IsSerial(c.Type) || slices.ContainsFunc(r.table.ForeignKeys, func(k schema.ForeignKey) bool {
			return slices.Contains(k.Columns, c.Name)
		})
		if warning := trap(f, c, numbered); warning != "" {
			r.warnings = append(r.warnings, place(r.typ, f)+": "+warning)
		}
	}
	if _, says := r.bun.ZeroIface.(definer); says {
		return
	}
	const unseen = "what it does to the table is not seen: say it in tags or in DefineTable"
	if _, hooked := r.bun.ZeroIface.(bun.BeforeCreateTableHook); hooked {
		r.warnings = append(r.warnings, modelName(r.typ)+".BeforeCreateTable: "+unseen)
	}
	if _, hooked := r.bun.ZeroIface.(bun.AfterCreateTableHook); hooked {
		r.warnings = append(r.warnings, modelName(r.typ)+".AfterCreateTable: "+unseen)
	}
}
