package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var exclusions = objects[schema.Exclusion]{
	kind:  KindExclusion,
	list:  func(t *schema.Table) []schema.Exclusion { return t.Exclusions },
	set:   func(t *schema.Table, list []schema.Exclusion) { t.Exclusions = list },
	name:  func(e *schema.Exclusion) *string { return &e.Name },
	exact: schema.Exclusion.Equal,
	equal: func(a, b schema.Exclusion) bool {
		a.Name = b.Name
		return a.Equal(b)
	},
	declared: func(schema.Exclusion, schema.Exclusion) bool { return true },
	columns: func(t *schema.Table, e schema.Exclusion) []string {
		return slices.Concat(e.Columns(), e.Include, excludedIn(t, e))
	},
	add: func(t schema.Name, e schema.Exclusion) op.Operation {
		return op.AddExclusion{Schema: t.Schema, Table: t.Table, Exclusion: e}
	},
	drop: func(t schema.Name, name string, ifExists bool) op.Operation {
		return op.DropExclusion{Schema: t.Schema, Table: t.Table, Name: name, IfExists: ifExists}
	},
	renaming: func(t schema.Name, from, to string) op.Operation {
		return op.RenameExclusion{Schema: t.Schema, Table: t.Table, From: from, To: to}
	},
	dropAt: dropKey, addAt: addKey, relation: true,
}

// excludedIn lists the columns that the expressions of an exclusion constraint name.
func excludedIn(t *schema.Table, e schema.Exclusion) []string {
	var columns []string
	for _, expression := range e.Expressions() {
		columns = append(columns, t.ColumnsIn(expression)...)
	}
	return columns
}
