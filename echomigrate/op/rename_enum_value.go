package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameEnumValue renames a value of an enum type. Rows that hold it and defaults that name it follow; a database without enum
// types (SQLite) does not find it in arrays and in the expressions of checks and indexes.
type RenameEnumValue struct {
	// Schema of the type; empty means the default one.
	Schema string
	// Enum is the type's name.
	Enum string
	// From is the value's old name.
	From string
	// To is the value's new name.
	To string
}

var _ EnumOperation = kind(RenameEnumValue{})

func (o RenameEnumValue) String() string {
	return "RenameEnumValue " + o.EnumID().String() + " " + o.From + " to " + o.To
}

// EnumID is the type's name.
func (o RenameEnumValue) EnumID() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Enum} }

// Apply renames the value, in its place, and in the columns' defaults.
func (o RenameEnumValue) Apply(s *schema.Schema) error {
	err := editEnum(s, o.EnumID(), func(e *schema.Enum) error {
		at := slices.Index(e.Values, o.From)
		if at < 0 {
			return missingValue(e, o.From)
		}
		e.Values[at] = o.To
		return checkValues(e.Values)
	})
	if err != nil {
		return err
	}
	s.RenameEnumValue(schema.Enum{Schema: o.Schema, Name: o.Enum}, o.From, o.To)
	return nil
}

// Statements is ALTER TYPE … RENAME VALUE.
func (o RenameEnumValue) Statements(d Dialect) ([]string, error) {
	return d.RenameEnumValue(o.EnumID(), o.From, o.To)
}

// Inverse renames it back.
func (o RenameEnumValue) Inverse(*schema.Schema) (Operation, error) {
	o.From, o.To = o.To, o.From
	return o, nil
}
