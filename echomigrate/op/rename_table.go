package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameTable renames a table within its schema. Foreign keys that refer to it follow; the names of its constraints and
// indexes stay as they are.
type RenameTable struct {
	// Schema of the table; empty means the default one.
	Schema string
	// From is the old name.
	From string
	// To is the new name.
	To string
}

var _ = kind(RenameTable{})

func (o RenameTable) String() string { return "RenameTable " + o.Target().String() + " to " + o.To }

// Target is the table's old name.
func (o RenameTable) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.From} }

// Apply renames the table and the references to it.
func (o RenameTable) Apply(s *schema.Schema) error {
	if _, err := find(s, o.Target()); err != nil {
		return err
	}
	if s.Table(schema.Name{Schema: o.Schema, Table: o.To}) != nil {
		return exists("table", o.To)
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		for j := range t.ForeignKeys {
			if f := &t.ForeignKeys[j]; f.Target(t.Schema) == o.Target() {
				f.RefTable = o.To
			}
		}
	}
	s.Table(o.Target()).Name = o.To
	return nil
}

// Statements is ALTER TABLE … RENAME TO.
func (o RenameTable) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "RENAME TO "+d.Quote(o.To)), nil
}

// Inverse renames it back.
func (o RenameTable) Inverse(*schema.Schema) (Operation, error) {
	return RenameTable{Schema: o.Schema, From: o.To, To: o.From}, nil
}
