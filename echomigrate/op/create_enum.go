package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateEnum creates an enum type, for columns to have by its name; see schema.Enum for databases without such types.
type CreateEnum struct {
	// Enum is the type to create.
	Enum schema.Enum
}

var _ EnumOperation = kind(CreateEnum{})

func (o CreateEnum) String() string { return "CreateEnum " + o.EnumID().String() }

// EnumID is the type's name.
func (o CreateEnum) EnumID() schema.Name { return o.Enum.ID() }

func (o CreateEnum) check() error {
	if o.Enum.Name == "" {
		return fmt.Errorf("an enum type needs a name")
	}
	return checkValues(o.Enum.Values)
}

// Apply adds the type.
func (o CreateEnum) Apply(s *schema.Schema) error {
	if err := o.check(); err != nil || s.TablesOnly {
		return err
	}
	if s.Enum(o.EnumID()) != nil {
		return exists("enum type", o.EnumID().String())
	}
	s.Enums = append(s.Enums, o.Enum.Clone())
	return nil
}

// Statements is CREATE TYPE … AS ENUM and the type's comment.
func (o CreateEnum) Statements(d Dialect) ([]string, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return d.CreateEnum(o.Enum)
}

// Inverse drops the type.
func (o CreateEnum) Inverse(*schema.Schema) (Operation, error) {
	return DropEnum{Schema: o.Enum.Schema, Enum: o.Enum.Name}, nil
}
