package op

import (
	"errors"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Backfill gives a column of rows that are there a value, such as a new column before it becomes NOT NULL.
type Backfill struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Column is the column that gets the value.
	Column string
	// Value is an SQL expression over the row, strings with their quotes.
	Value string
	// Where is an SQL condition for the rows that get the value. Default: those in which the column is NULL.
	Where string
}

var _ = kind(Backfill{})

func (o Backfill) String() string {
	return "Backfill " + o.Target().String() + "." + o.Column + " with " + o.Value
}

// Target is the table's name.
func (o Backfill) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply checks the column; rows are no part of a schema.
func (o Backfill) Apply(s *schema.Schema) error {
	t, err := find(s, o.Target())
	if err != nil {
		return err
	}
	return needColumns(t, []string{o.Column})
}

// Statements is one UPDATE.
func (o Backfill) Statements(d Dialect) ([]string, error) {
	if o.Value == "" {
		return nil, errors.New("Value is empty: write an SQL expression, such as '' for the empty string")
	}
	where := o.Where
	if where == "" {
		where = d.Quote(o.Column) + " IS NULL"
	}
	return []string{"UPDATE " + d.QuoteTable(o.Target()) + " SET " + d.Quote(o.Column) + " = " + o.Value + " WHERE " + where}, nil
}

// Inverse is not known: what the rows held before is gone.
func (o Backfill) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
