package model

import (
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// verify finds what no database could create.
func (r *reading) verify() {
	t := &r.table
	if t.Schema != "" {
		r.verifyName("schema", t.Schema)
	}
	r.verifyName("table", t.Name)
	if len(t.Columns) == 0 {
		r.fault("", "it has no columns")
		return
	}
	for i, c := range t.Columns {
		r.verifyName("column", c.Name)
		if c.Type == "" {
			r.fault("", "column %s has no type", c.Name)
		}
		if t.Column(c.Name) != &t.Columns[i] {
			r.fault("", "there are two columns %s", c.Name)
		}
	}
	r.verifyKeys()
	taken := map[string]bool{}
	for _, name := range constraintNames(t) {
		r.verifyName("constraint", name)
		if taken[name] {
			r.fault("", "there are two constraints %s", name)
		}
		taken[name] = true
	}
	for _, i := range t.Indexes {
		if i.Name != "" {
			r.verifyName("index", i.Name)
		}
	}
}

// verifyKeys reports keys and indexes on columns that the table doesn't have.
func (r *reading) verifyKeys() {
	t := &r.table
	r.verifyColumns("primary key", t.PrimaryKey.Name, t.PrimaryKey.Columns, t.PrimaryKey.Include)
	for _, k := range t.Uniques {
		r.verifyColumns("unique constraint", k.Name, k.Columns, k.Include)
	}
	for _, f := range t.ForeignKeys {
		r.verifyColumns("foreign key", f.Name, f.Columns)
	}
	for _, e := range t.Exclusions {
		r.verifyColumns("exclusion constraint", e.Name, e.Columns(), e.Include)
	}
	for _, i := range t.Indexes {
		var columns []string
		for _, e := range i.Key() {
			if e.Column != "" {
				columns = append(columns, e.Column)
			}
		}
		r.verifyColumns("index", i.Name, columns, i.Include)
	}
}

func (r *reading) verifyName(kind, name string) {
	switch {
	case name == "":
		r.fault("", "a %s has no name", kind)
	case len(name) > schema.MaxName:
		r.fault("", "the name of %s %s has %d bytes: PostgreSQL would cut it to %d", kind, name, len(name), schema.MaxName)
	}
}

func (r *reading) verifyColumns(kind, name string, lists ...[]string) {
	if name != "" {
		kind += " " + name
	}
	for _, column := range slices.Concat(lists...) {
		if r.table.Column(column) == nil {
			r.fault("", "%s: %w", kind, &op.NotFoundError{Kind: "column", Name: column, Where: r.table.ID(), Known: r.table.ColumnNames()})
		}
	}
}

// constraintNames lists the names that the model gives to constraints.
func constraintNames(t *schema.Table) []string {
	names := []string{t.PrimaryKey.Name}
	for _, k := range t.Uniques {
		names = append(names, k.Name)
	}
	for _, f := range t.ForeignKeys {
		names = append(names, f.Name)
	}
	for _, c := range t.Checks {
		names = append(names, c.Name)
	}
	for _, e := range t.Exclusions {
		names = append(names, e.Name)
	}
	return given(names)
}

// indexNames lists the names that the model gives to indexes, and to constraints that bring one along.
func indexNames(t *schema.Table) []string {
	names := []string{t.PrimaryKey.Name}
	for _, k := range t.Uniques {
		names = append(names, k.Name)
	}
	for _, e := range t.Exclusions {
		names = append(names, e.Name)
	}
	for _, i := range t.Indexes {
		names = append(names, i.Name)
	}
	return given(names)
}

func given(names []string) []string {
	var list []string
	for _, n := range names {
		if n != "" {
			list = append(list, n)
		}
	}
	return list
}

// sharedNames reports names of indexes that are used twice in a schema, where they share one space.
func sharedNames(read []*reading) []error {
	owner := map[schema.Name]*reading{}
	var faults []error
	for _, r := range read {
		for _, name := range indexNames(&r.table) {
			key := schema.Name{Schema: r.table.Schema, Table: name}
			if other := owner[key]; other != nil {
				faults = append(faults, fmt.Errorf("%s: the index name %s is taken by %s", modelName(r.typ), name, modelName(other.typ)))
			}
			owner[key] = r
		}
	}
	return faults
}
