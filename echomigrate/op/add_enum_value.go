package op

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddEnumValue adds a value to an enum type: last, or where Before or After says.
//
// PostgreSQL takes the new value into rows and defaults only after it was committed. Where a later operation of the revision names
// the value, or is Go, the value is added outside a transaction as if in Autocommit (see CommitValues).
type AddEnumValue struct {
	// Schema of the type; empty means the default one.
	Schema string
	// Enum is the type's name.
	Enum string
	// Value is the new value.
	Value string
	// Before is the value that it comes before; empty for no such place.
	Before string
	// After is the value that it comes behind; empty for no such place. At most one of both is given.
	After string
}

var _ EnumOperation = kind(AddEnumValue{})

func (o AddEnumValue) String() string { return "AddEnumValue " + o.EnumID().String() + " " + o.Value }

// EnumID is the type's name.
func (o AddEnumValue) EnumID() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Enum} }

func (o AddEnumValue) check() error {
	if o.Before != "" && o.After != "" {
		return fmt.Errorf("both Before and After are given: give one")
	}
	return checkValues([]string{o.Value})
}

// Apply adds the value.
func (o AddEnumValue) Apply(s *schema.Schema) error {
	if err := o.check(); err != nil {
		return err
	}
	return editEnum(s, o.EnumID(), func(e *schema.Enum) error {
		at := len(e.Values)
		if next := o.Before + o.After; next != "" {
			if at = slices.Index(e.Values, next); at < 0 {
				return missingValue(e, next)
			}
		}
		if o.After != "" {
			at++
		}
		e.Values = slices.Insert(e.Values, at, o.Value)
		return checkValues(e.Values)
	})
}

// Statements is ALTER TYPE … ADD VALUE IF NOT EXISTS: a run that was stopped behind it can go on.
func (o AddEnumValue) Statements(d Dialect) ([]string, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return d.AddEnumValue(o.EnumID(), o.Value, o.Before, o.After)
}

// Inverse takes the value out again, by AlterEnum. Nothing can where the values are not known, because the database has no enum
// types.
func (o AddEnumValue) Inverse(before *schema.Schema) (Operation, error) {
	if before.TablesOnly {
		return nil, ErrIrreversible
	}
	after := before.Clone()
	if err := o.Apply(after); err != nil {
		return nil, err
	}
	return AlterEnum{
		Schema: o.Schema, Enum: o.Enum, From: after.Enum(o.EnumID()).Values, To: slices.Clone(before.Enum(o.EnumID()).Values),
	}, nil
}

// CommitValues puts each AddEnumValue into an Autocommit whose value a later operation may use; PostgreSQL refuses a value that is
// not committed. The operations keep their places in the list.
func CommitValues(d Dialect, ops []Operation) []Operation {
	out := slices.Clone(ops)
	for i, o := range ops {
		add, is := o.(AddEnumValue)
		if is && slices.ContainsFunc(ops[i+1:], func(later Operation) bool { return MayUse(d, later, add.Value) }) {
			out[i] = Autocommit{Ops: List{add}}
		}
	}
	return out
}

// MayUse reports whether an operation may use a value of an enum type: a text in its SQL has it, or it has no SQL that tells.
func MayUse(d Dialect, o Operation, value string) bool {
	if _, is := o.(EnumOperation); is {
		return false
	}
	statements, err := o.Statements(d)
	if _, runs := o.(Func); err != nil || runs {
		return true
	}
	return slices.ContainsFunc(statements, func(s string) bool {
		for n, part := range strings.Split(s, "'") {
			if strings.Contains(part, value) && (n%2 == 1 || IsOpaque(o)) {
				return true
			}
		}
		return strings.Contains(value, "'")
	})
}
