package op

import (
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// DropColumn drops a column, and with it the table's constraints and indexes that involve it.
type DropColumn struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Column is the column's name.
	Column string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

var _ = kind(DropColumn{})

func (o DropColumn) String() string { return "DropColumn " + o.Target().String() + "." + o.Column }

// Target is the table's name.
func (o DropColumn) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply removes the column and what involves it. A column that another table's foreign key or a generated column needs
// cannot be dropped.
func (o DropColumn) Apply(s *schema.Schema) error {
	for _, ref := range s.ReferencesTo(o.Target()) {
		if ref.From != o.Target() && slices.Contains(ref.ForeignKey.RefColumns, o.Column) {
			return fmt.Errorf("table %s refers to it by %s: drop that foreign key first", ref.From, ref.ForeignKey.Name)
		}
	}
	return passOver(o.IfExists, "column", edit(s, o.Target(), func(t *schema.Table) error {
		if _, err := findColumn(t, o.Column); err != nil {
			return err
		}
		for _, c := range t.Columns {
			if c.Generated != "" && c.Name != o.Column && slices.Contains(t.ColumnsIn(c.Generated), o.Column) {
				return fmt.Errorf("column %s is computed from it: drop that column first", c.Name)
			}
		}
		dropInvolved(t, o.Column)
		t.Columns = slices.DeleteFunc(t.Columns, func(c schema.Column) bool { return c.Name == o.Column })
		return nil
	}))
}

func dropInvolved(t *schema.Table, column string) {
	involves := func(columns []string) bool { return slices.Contains(columns, column) }
	key := func(k schema.Key) bool { return involves(k.Columns) || involves(k.Include) }
	if key(t.PrimaryKey) {
		t.PrimaryKey = schema.Key{}
	}
	t.Uniques = slices.DeleteFunc(t.Uniques, key)
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(f schema.ForeignKey) bool {
		return involves(f.Columns) || f.Target(t.Schema) == t.ID() && involves(f.RefColumns)
	})
	t.Checks = slices.DeleteFunc(t.Checks, func(c schema.Check) bool { return involves(t.ColumnsIn(c.Expression)) })
	t.Exclusions = slices.DeleteFunc(t.Exclusions, func(e schema.Exclusion) bool {
		said := func(expression string) bool { return involves(t.ColumnsIn(expression)) }
		return involves(e.Columns()) || involves(e.Include) || slices.ContainsFunc(e.Expressions(), said)
	})
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i schema.Index) bool {
		for _, e := range i.Key() {
			if involves(t.ColumnsIn(e.Expression)) {
				return true
			}
		}
		return involves(indexed(i)) || involves(i.Include) || involves(t.ColumnsIn(i.Where))
	})
}

// Statements is ALTER TABLE … DROP COLUMN.
func (o DropColumn) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "DROP COLUMN "+ifExists(o.IfExists)+d.Quote(o.Column)), nil
}

// Inverse adds the column as it was, without its values. Constraints and indexes that went with the column do not come back:
// drop them by operations of their own before.
func (o DropColumn) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	c, err := findColumn(t, o.Column)
	if err != nil {
		return nil, err
	}
	return AddColumn{Schema: o.Schema, Table: o.Table, Column: *c}, nil
}
