package op

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AlterEnum gives an enum type other values or another order of them. It puts a new type in the place of the old one and rewrites
// the tables that use it; their defaults, checks, foreign keys and indexes come back as they were. Rows must not hold a value that
// goes: it fails and names the table, the column and the value. To add values alone take AddEnumValue, which rewrites nothing.
type AlterEnum struct {
	// Schema of the type; empty means the default one.
	Schema string
	// Enum is the type's name.
	Enum string
	// From are the values before, in their order.
	From []string
	// To are the values afterwards, in their order.
	To []string
}

var _ EnumOperation = kind(AlterEnum{})

func (o AlterEnum) String() string { return "AlterEnum " + o.EnumID().String() }

// EnumID is the type's name.
func (o AlterEnum) EnumID() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Enum} }

// Apply sets the values. The type must have those that From says.
func (o AlterEnum) Apply(s *schema.Schema) error {
	if err := checkValues(o.To); err != nil {
		return err
	}
	return editEnum(s, o.EnumID(), func(e *schema.Enum) error {
		if !slices.Equal(e.Values, o.From) {
			return fmt.Errorf("its values are (%s), not (%s)", strings.Join(e.Values, ", "), strings.Join(o.From, ", "))
		}
		e.Values = slices.Clone(o.To)
		return nil
	})
}

// Statements is what puts the new type in the old one's place.
func (o AlterEnum) Statements(d Dialect) ([]string, error) {
	if err := checkValues(o.To); err != nil {
		return nil, err
	}
	return d.AlterEnum(o.EnumID(), o.From, o.To)
}

// Inverse gives the type its values back.
func (o AlterEnum) Inverse(*schema.Schema) (Operation, error) {
	o.From, o.To = o.To, o.From
	return o, nil
}
