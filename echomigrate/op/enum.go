package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// EnumOperation is an operation on an enum type.
type EnumOperation interface {
	Operation
	// EnumID is the type's name.
	EnumID() schema.Name
}

// EnumDialect is what operations on enum types ask of a database. One without such types gives no statements, or an error where
// what holds the values has to be known.
type EnumDialect interface {
	// CreateEnum creates a type with its comment.
	CreateEnum(e schema.Enum) ([]string, error)
	// DropEnum drops a type that no column is of, if it is there.
	DropEnum(enum schema.Name, ifThere bool) ([]string, error)
	// RenameEnum renames a type within its schema.
	RenameEnum(enum schema.Name, to string) ([]string, error)
	// AddEnumValue adds a value unless it is there: before or behind another one, or last.
	AddEnumValue(enum schema.Name, value, before, after string) ([]string, error)
	// RenameEnumValue renames a value wherever it is stored.
	RenameEnumValue(enum schema.Name, from, to string) ([]string, error)
	// AlterEnum puts a type with other values in the place of a type, for all columns, and fails when a row holds a value that
	// goes.
	AlterEnum(enum schema.Name, from, to []string) ([]string, error)
}

// editEnum changes an enum type. Where the database has no such types there is nothing to change.
func editEnum(s *schema.Schema, name schema.Name, change func(e *schema.Enum) error) error {
	if s.TablesOnly {
		return nil
	}
	e, err := findEnum(s, name)
	if err != nil {
		return err
	}
	edited := e.Clone()
	if err := change(&edited); err != nil {
		return err
	}
	*e = edited
	return nil
}

func findEnum(s *schema.Schema, name schema.Name) (*schema.Enum, error) {
	if e := s.Enum(name); e != nil {
		return e, nil
	}
	known := names(s.Enums, func(e schema.Enum) string { return e.ID().String() })
	return nil, &NotFoundError{Kind: "enum type", Name: name.String(), Known: known}
}

// missingValue is the error for a value that a type does not have.
func missingValue(e *schema.Enum, value string) error {
	return &NotFoundError{Kind: "value of enum type " + e.ID().String() + " called", Name: value, Known: e.Values}
}

// checkValues reports what no database takes for the values of a type.
func checkValues(values []string) error {
	seen := map[string]bool{}
	for _, v := range values {
		switch {
		case seen[v]:
			return exists("value", v)
		case len(v) > maxValue:
			return fmt.Errorf("value %s has %d bytes: PostgreSQL takes %d", v, len(v), maxValue)
		}
		seen[v] = true
	}
	return nil
}

// maxValue is the number of bytes that a value may have in PostgreSQL.
const maxValue = 63
