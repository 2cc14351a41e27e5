package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ValidateConstraint lets a foreign key or a check that is NOT VALID hold for the rows that were there before it
// (PostgreSQL). Meanwhile rows can be read and written. It fails when a row does not meet the constraint.
type ValidateConstraint struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Name of the constraint.
	Name string
}

var _ = kind(ValidateConstraint{})

func (o ValidateConstraint) String() string {
	return "ValidateConstraint " + o.Target().String() + " " + o.Name
}

// Target is the table's name.
func (o ValidateConstraint) Target() schema.Name {
	return schema.Name{Schema: o.Schema, Table: o.Table}
}

func (ValidateConstraint) optional() {}

// Apply makes the constraint valid; one that is valid already stays so.
func (o ValidateConstraint) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		switch f, c := t.ForeignKey(o.Name), t.Check(o.Name); {
		case f != nil:
			f.NotValid = false
		case c != nil:
			c.NotValid = false
		default:
			known := slices.Concat(names(t.ForeignKeys, foreignKeyName), names(t.Checks, checkName))
			return &NotFoundError{Kind: "foreign key or check", Name: o.Name, Where: t.ID(), Known: known}
		}
		return nil
	})
}

// Statements is ALTER TABLE … VALIDATE CONSTRAINT.
func (o ValidateConstraint) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string { return alter(d, o.Target(), "VALIDATE CONSTRAINT "+d.Quote(o.Name)) })
}

// Inverse drops the constraint and adds it again, NOT VALID as it was. One that was valid needs no way back: it is validated
// again.
func (o ValidateConstraint) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	again := Batch{Schema: o.Schema, Table: o.Table}
	switch f, c := t.ForeignKey(o.Name), t.Check(o.Name); {
	case f != nil && f.NotValid:
		again.Ops = List{DropForeignKey{Schema: o.Schema, Table: o.Table, Name: o.Name}, AddForeignKey{Schema: o.Schema, Table: o.Table, ForeignKey: *f}}
	case c != nil && c.NotValid:
		again.Ops = List{DropCheck{Schema: o.Schema, Table: o.Table, Name: o.Name}, AddCheck{Schema: o.Schema, Table: o.Table, Check: *c}}
	default:
		return o, o.Apply(before.Clone())
	}
	return again, nil
}
