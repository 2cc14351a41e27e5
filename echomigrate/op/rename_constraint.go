package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameConstraint renames a table's primary key, unique constraint, foreign key or check constraint.
type RenameConstraint struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// From is the constraint's name.
	From string
	// To is the name that it gets.
	To string
}

var _ = kind(RenameConstraint{})

func (o RenameConstraint) String() string {
	return "RenameConstraint " + o.Target().String() + " " + o.From + " to " + o.To
}

// Target is the table's name.
func (o RenameConstraint) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply renames the constraint.
func (o RenameConstraint) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		constraints := constraintNames(t)
		known := names(constraints, func(name *string) string { return *name })
		if slices.Contains(known, o.To) {
			return exists("constraint", o.To)
		}
		i := slices.Index(known, o.From)
		if i < 0 || o.From == "" {
			return &NotFoundError{Kind: "constraint", Name: o.From, Where: t.ID(), Known: known}
		}
		*constraints[i] = o.To
		return nil
	})
}

// constraintNames are the names of a table's constraints, in the table.
func constraintNames(t *schema.Table) []*string {
	list := []*string{&t.PrimaryKey.Name}
	for i := range t.Uniques {
		list = append(list, &t.Uniques[i].Name)
	}
	for i := range t.ForeignKeys {
		list = append(list, &t.ForeignKeys[i].Name)
	}
	for i := range t.Checks {
		list = append(list, &t.Checks[i].Name)
	}
	return list
}

// Statements is ALTER TABLE … RENAME CONSTRAINT. SQLite has no such statement: Compile rebuilds the table.
func (o RenameConstraint) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "RENAME CONSTRAINT "+d.Quote(o.From)+" TO "+d.Quote(o.To)), nil
}

// Inverse renames it back.
func (o RenameConstraint) Inverse(*schema.Schema) (Operation, error) {
	return RenameConstraint{Schema: o.Schema, Table: o.Table, From: o.To, To: o.From}, nil
}
