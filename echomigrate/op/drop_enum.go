package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// DropEnum drops an enum type that no column is of.
type DropEnum struct {
	// Schema of the type; empty means the default one.
	Schema string
	// Enum is the type's name.
	Enum string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

var _ EnumOperation = kind(DropEnum{})

func (o DropEnum) String() string { return "DropEnum " + o.EnumID().String() }

// EnumID is the type's name.
func (o DropEnum) EnumID() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Enum} }

// Apply removes the type. One that a column is of cannot be dropped.
func (o DropEnum) Apply(s *schema.Schema) error {
	if s.TablesOnly {
		return nil
	}
	e, err := findEnum(s, o.EnumID())
	if err != nil {
		return passOver(o.IfExists, "enum type", err)
	}
	if uses := s.Uses(*e); len(uses) > 0 {
		return fmt.Errorf("column %s of table %s is of that type: drop or alter the column first", uses[0].Column, uses[0].Table)
	}
	s.RemoveEnum(o.EnumID())
	return nil
}

// Statements is DROP TYPE.
func (o DropEnum) Statements(d Dialect) ([]string, error) { return d.DropEnum(o.EnumID(), o.IfExists) }

// Inverse creates the type as it was. Nothing can where the values are not known, because the database has no such types.
func (o DropEnum) Inverse(before *schema.Schema) (Operation, error) {
	if before.TablesOnly {
		return nil, ErrIrreversible
	}
	e, err := findEnum(before, o.EnumID())
	if err != nil {
		return nil, err
	}
	return CreateEnum{Enum: e.Clone()}, nil
}
