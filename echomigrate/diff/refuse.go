package diff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RefusedError says that the database does not take a table as the models say it.
type RefusedError struct {
	// Object is what it refuses: a column, a constraint or an index, or the table where no single one is at fault.
	Object Object
	// Err is what the database says.
	Err error
}

// Error is what the database says, and that the models were tried.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("try the models on the database: %v", e.Err)
}

// Unwrap is what the database says.
func (e *RefusedError) Unwrap() error { return e.Err }

// refused finds what a database refuses of tables, by trying them part by part.
func refused(db Database, tables []schema.Table, enums []schema.Enum, err error) error {
	refuses := func(t schema.Table) bool {
		_, err := db.Spell([]schema.Table{t}, enums...)
		return err != nil
	}
	for _, t := range tables {
		if refuses(t) {
			return &RefusedError{Object: culprit(t, refuses), Err: err}
		}
	}
	return fmt.Errorf("try the models on the database: %w", err)
}

// culprit is the first part of a table that is refused: a column behind those before it, computed ones last, or an object on all
// columns.
func culprit(t schema.Table, refuses func(schema.Table) bool) Object {
	if bare := reduced(t, Object{}); refuses(bare) {
		return culpritColumn(bare, refuses)
	}
	found := Object{Kind: KindTable, Table: t.ID()}
	for _, k := range kinds {
		k.each(&t, func(o Object, _ []string) {
			if found.Name == "" && refuses(reduced(t, o)) {
				found = o
			}
		})
	}
	return found
}

// reduced is a table without constraints and indexes but for the primary key and one that is kept.
func reduced(t schema.Table, kept Object) schema.Table {
	less := &table{written: t.Clone()}
	for _, k := range kinds {
		k.each(&t, func(o Object, _ []string) {
			if o != kept && o.Kind != KindPrimaryKey {
				k.forget(less, o)
			}
		})
	}
	return less.written
}

func culpritColumn(t schema.Table, refuses func(schema.Table) bool) Object {
	columns := slices.Clone(t.Columns)
	slices.SortStableFunc(columns, func(a, b schema.Column) int { return cmp.Compare(computed(a), computed(b)) })
	for n := range columns {
		first := t.Clone()
		first.Columns = columns[:n+1]
		var left []string
		for _, c := range columns[n+1:] {
			left = append(left, c.Name)
		}
		for _, k := range kinds {
			k.without(&first, left)
		}
		if refuses(first) {
			return columnObject(t.ID(), columns[n].Name)
		}
	}
	return Object{Kind: KindTable, Table: t.ID()}
}
