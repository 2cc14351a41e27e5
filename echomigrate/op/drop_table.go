package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// DropTable drops a table with all that belongs to it.
type DropTable struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

var _ = kind(DropTable{})

func (o DropTable) String() string { return "DropTable " + o.Target().String() }

// Target is the table's name.
func (o DropTable) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply removes the table. A table that others refer to cannot be dropped.
func (o DropTable) Apply(s *schema.Schema) error {
	if _, err := find(s, o.Target()); err != nil {
		return passOver(o.IfExists, "table", err)
	}
	for _, ref := range s.ReferencesTo(o.Target()) {
		if ref.From != o.Target() {
			return fmt.Errorf("table %s refers to it by %s: drop that foreign key first", ref.From, ref.ForeignKey.Name)
		}
	}
	s.Remove(o.Target())
	return nil
}

// Statements is DROP TABLE.
func (o DropTable) Statements(d Dialect) ([]string, error) {
	return []string{"DROP TABLE " + ifExists(o.IfExists) + d.QuoteTable(o.Target())}, nil
}

// Inverse creates the table as it was, without its rows.
func (o DropTable) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	return CreateTable{Table: t.Clone()}, nil
}
