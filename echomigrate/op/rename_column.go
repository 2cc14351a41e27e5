package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameColumn renames a column. Constraints, indexes and foreign keys that name it follow; their own names stay.
type RenameColumn struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// From is the old name.
	From string
	// To is the new name.
	To string
}

var _ = kind(RenameColumn{})

func (o RenameColumn) String() string {
	return "RenameColumn " + o.Target().String() + "." + o.From + " to " + o.To
}

// Target is the table's name.
func (o RenameColumn) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply renames the column wherever it is named.
func (o RenameColumn) Apply(s *schema.Schema) error {
	err := edit(s, o.Target(), func(t *schema.Table) error {
		if _, err := findColumn(t, o.From); err != nil {
			return err
		}
		if t.Column(o.To) != nil {
			return exists("column", o.To)
		}
		t.RenameColumn(o.From, o.To)
		return nil
	})
	if err != nil {
		return err
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		for j := range t.ForeignKeys {
			f := &t.ForeignKeys[j]
			if f.Target(t.Schema) != o.Target() {
				continue
			}
			for k, c := range f.RefColumns {
				if c == o.From {
					f.RefColumns[k] = o.To
				}
			}
		}
	}
	return nil
}

// Statements is ALTER TABLE … RENAME COLUMN.
func (o RenameColumn) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "RENAME COLUMN "+d.Quote(o.From)+" TO "+d.Quote(o.To)), nil
}

// Inverse renames it back.
func (o RenameColumn) Inverse(*schema.Schema) (Operation, error) {
	return RenameColumn{Schema: o.Schema, Table: o.Table, From: o.To, To: o.From}, nil
}
