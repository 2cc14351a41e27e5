package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddColumn adds a column at the end of a table.
type AddColumn struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Column is the column to add.
	Column schema.Column
}

var _ = kind(AddColumn{})

func (o AddColumn) String() string { return "AddColumn " + o.Target().String() + "." + o.Column.Name }

// Target is the table's name.
func (o AddColumn) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply appends the column.
func (o AddColumn) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		t.Columns = append(t.Columns, o.Column)
		return checkTable(t)
	})
}

// Statements is ALTER TABLE … ADD COLUMN and the column's comment.
func (o AddColumn) Statements(d Dialect) ([]string, error) { return d.AddColumn(o.Target(), o.Column) }

// Inverse drops the column.
func (o AddColumn) Inverse(*schema.Schema) (Operation, error) {
	return DropColumn{Schema: o.Schema, Table: o.Table, Column: o.Column.Name}, nil
}
