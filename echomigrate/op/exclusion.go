package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddExclusion adds an exclusion constraint to a table (PostgreSQL).
type AddExclusion struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Exclusion is the constraint; without a name it gets the default one.
	Exclusion schema.Exclusion
}

// DropExclusion drops an exclusion constraint (PostgreSQL).
type DropExclusion struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Name of the constraint.
	Name string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

// RenameExclusion renames an exclusion constraint (PostgreSQL).
type RenameExclusion struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// From is the constraint's name.
	From string
	// To is the name that it gets.
	To string
}

var (
	_ = kind(AddExclusion{})
	_ = kind(DropExclusion{})
	_ = kind(RenameExclusion{})
)

func (o AddExclusion) String() string {
	return "AddExclusion " + o.Target().String() + " " + o.named().Name
}
func (o DropExclusion) String() string { return "DropExclusion " + o.Target().String() + " " + o.Name }
func (o RenameExclusion) String() string {
	return "RenameExclusion " + o.Target().String() + " " + o.From + " to " + o.To
}

// Target is the table's name.
func (o AddExclusion) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o RenameExclusion) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropExclusion) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

func (AddExclusion) optional()    {}
func (DropExclusion) optional()   {}
func (RenameExclusion) optional() {}

// named is the constraint with its name or the default one.
func (o AddExclusion) named() schema.Exclusion {
	t := schema.Table{Schema: o.Schema, Name: o.Table, Exclusions: []schema.Exclusion{o.Exclusion}}
	return t.WithDefaultNames().Exclusions[0]
}

// Apply adds the constraint.
func (o AddExclusion) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		e := o.named()
		if t.Exclusion(e.Name) != nil {
			return exists("exclusion constraint", e.Name)
		}
		t.Exclusions = append(t.Exclusions, e)
		return needColumns(t, slices.Concat(e.Columns(), e.Include))
	})
}

// Statements is ALTER TABLE … ADD CONSTRAINT … EXCLUDE.
func (o AddExclusion) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string { return alter(d, o.Target(), "ADD "+d.ExclusionClause(o.named())) })
}

// Inverse drops the constraint.
func (o AddExclusion) Inverse(*schema.Schema) (Operation, error) {
	return DropExclusion{Schema: o.Schema, Table: o.Table, Name: o.named().Name}, nil
}

// Apply removes the constraint.
func (o DropExclusion) Apply(s *schema.Schema) error {
	return passOver(o.IfExists, "exclusion constraint", edit(s, o.Target(), func(t *schema.Table) (err error) {
		t.Exclusions, err = remove(t.Exclusions, t.Exclusion(o.Name), t, "exclusion constraint", o.Name, names(t.Exclusions, exclusionName))
		return err
	}))
}

// Statements is ALTER TABLE … DROP CONSTRAINT.
func (o DropExclusion) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string {
		return alter(d, o.Target(), "DROP CONSTRAINT "+ifExists(o.IfExists)+d.Quote(o.Name))
	})
}

// Inverse adds the constraint as it was.
func (o DropExclusion) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	e := t.Exclusion(o.Name)
	if e == nil {
		return nil, &NotFoundError{Kind: "exclusion constraint", Name: o.Name, Where: t.ID(), Known: names(t.Exclusions, exclusionName)}
	}
	return AddExclusion{Schema: o.Schema, Table: o.Table, Exclusion: *e}, nil
}

// Apply renames the constraint.
func (o RenameExclusion) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		e := t.Exclusion(o.From)
		if e == nil {
			return &NotFoundError{Kind: "exclusion constraint", Name: o.From, Where: t.ID(), Known: names(t.Exclusions, exclusionName)}
		}
		if t.Exclusion(o.To) != nil {
			return exists("exclusion constraint", o.To)
		}
		e.Name = o.To
		return nil
	})
}

// Statements is ALTER TABLE … RENAME CONSTRAINT.
func (o RenameExclusion) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string {
		return alter(d, o.Target(), "RENAME CONSTRAINT "+d.Quote(o.From)+" TO "+d.Quote(o.To))
	})
}

// Inverse renames it back.
func (o RenameExclusion) Inverse(*schema.Schema) (Operation, error) {
	return RenameExclusion{Schema: o.Schema, Table: o.Table, From: o.To, To: o.From}, nil
}
