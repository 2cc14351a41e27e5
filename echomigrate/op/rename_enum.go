package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameEnum renames an enum type within its schema. The columns that are of it follow.
type RenameEnum struct {
	// Schema of the type; empty means the default one.
	Schema string
	// From is the old name.
	From string
	// To is the new name.
	To string
}

var _ EnumOperation = kind(RenameEnum{})

func (o RenameEnum) String() string { return "RenameEnum " + o.EnumID().String() + " to " + o.To }

// EnumID is the type's old name.
func (o RenameEnum) EnumID() schema.Name { return schema.Name{Schema: o.Schema, Table: o.From} }

// Apply renames the type and gives the columns the new name.
func (o RenameEnum) Apply(s *schema.Schema) error {
	from, to := schema.Enum{Schema: o.Schema, Name: o.From}, schema.Enum{Schema: o.Schema, Name: o.To}
	if s.Enum(to.ID()) != nil {
		return exists("enum type", to.ID().String())
	}
	err := editEnum(s, o.EnumID(), func(e *schema.Enum) error {
		e.Name = o.To
		return nil
	})
	if err != nil {
		return err
	}
	s.RetypeEnum(from, to)
	return nil
}

// Statements is ALTER TYPE … RENAME TO.
func (o RenameEnum) Statements(d Dialect) ([]string, error) { return d.RenameEnum(o.EnumID(), o.To) }

// Inverse renames it back.
func (o RenameEnum) Inverse(*schema.Schema) (Operation, error) {
	return RenameEnum{Schema: o.Schema, From: o.To, To: o.From}, nil
}
