package op

import (
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// BulkInsert inserts rows.
type BulkInsert struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Columns are the columns that the rows give values for.
	Columns []string
	// Rows are the values, in the order of Columns: nil, bool, integers, floats, string, []byte or time.Time.
	Rows [][]any
}

var _ = kind(BulkInsert{})

// rowsPerStatement keeps a statement's length within what every database takes.
const rowsPerStatement = 500

func (o BulkInsert) data() {}

func (o BulkInsert) String() string {
	if len(o.Rows) == 1 {
		return fmt.Sprintf("BulkInsert %s (1 row)", o.Target())
	}
	return fmt.Sprintf("BulkInsert %s (%d rows)", o.Target(), len(o.Rows))
}

// Target is the table's name.
func (o BulkInsert) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply checks the columns; rows are no part of a schema.
func (o BulkInsert) Apply(s *schema.Schema) error {
	t, err := find(s, o.Target())
	if err != nil {
		return err
	}
	return needColumns(t, o.Columns)
}

// Statements is INSERT, at most 500 rows a statement.
func (o BulkInsert) Statements(d Dialect) ([]string, error) {
	if len(o.Columns) == 0 {
		return nil, fmt.Errorf("Columns is empty")
	}
	head := "INSERT INTO " + d.QuoteTable(o.Target()) + " (" + QuoteAll(d, o.Columns) + ") VALUES "
	var statements, tuples []string
	for n, row := range o.Rows {
		tuple, err := o.tuple(d, row)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", n+1, err)
		}
		tuples = append(tuples, tuple)
		if len(tuples) == rowsPerStatement || n == len(o.Rows)-1 {
			statements = append(statements, head+strings.Join(tuples, ", "))
			tuples = nil
		}
	}
	return statements, nil
}

func (o BulkInsert) tuple(d Dialect, row []any) (string, error) {
	if len(row) != len(o.Columns) {
		return "", fmt.Errorf("%d values for %d columns", len(row), len(o.Columns))
	}
	values := make([]string, len(row))
	for i, v := range row {
		literal, err := d.Literal(v)
		if err != nil {
			return "", fmt.Errorf("column %s: %w", o.Columns[i], err)
		}
		values[i] = literal
	}
	return "(" + strings.Join(values, ", ") + ")", nil
}

// Inverse is not known: the rows may have changed since.
func (o BulkInsert) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
