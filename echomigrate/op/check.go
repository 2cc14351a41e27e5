package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddCheck adds a check constraint to a table.
type AddCheck struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Check is the constraint; without a name it gets the default one.
	Check schema.Check
}

// DropCheck drops a check constraint.
type DropCheck struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Name of the constraint.
	Name string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

var (
	_ = kind(AddCheck{})
	_ = kind(DropCheck{})
)

func (o AddCheck) String() string  { return "AddCheck " + o.Target().String() + " " + o.named().Name }
func (o DropCheck) String() string { return "DropCheck " + o.Target().String() + " " + o.Name }

// Target is the table's name.
func (o AddCheck) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropCheck) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// named is the constraint with its name or the default one. The default name of a check on one column has that column in it
// only when the whole table is known, so an AddCheck without a name is called <table>_check.
func (o AddCheck) named() schema.Check {
	t := schema.Table{Schema: o.Schema, Name: o.Table, Checks: []schema.Check{o.Check}}
	return t.WithDefaultNames().Checks[0]
}

// Apply adds the constraint.
func (o AddCheck) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		c := o.named()
		if t.Check(c.Name) != nil {
			return exists("check constraint", c.Name)
		}
		t.Checks = append(t.Checks, c)
		return nil
	})
}

// Statements is ALTER TABLE … ADD CONSTRAINT … CHECK.
func (o AddCheck) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "ADD "+CheckClause(d, o.named())+notValid(o.Check.NotValid)), nil
}

// Inverse drops the constraint.
func (o AddCheck) Inverse(*schema.Schema) (Operation, error) {
	return DropCheck{Schema: o.Schema, Table: o.Table, Name: o.named().Name}, nil
}

// Apply removes the constraint.
func (o DropCheck) Apply(s *schema.Schema) error {
	return passOver(o.IfExists, "check constraint", edit(s, o.Target(), func(t *schema.Table) (err error) {
		t.Checks, err = remove(t.Checks, t.Check(o.Name), t, "check constraint", o.Name, names(t.Checks, checkName))
		return err
	}))
}

// Statements is ALTER TABLE … DROP CONSTRAINT.
func (o DropCheck) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "DROP CONSTRAINT "+ifExists(o.IfExists)+d.Quote(o.Name)), nil
}

// Inverse adds the constraint as it was.
func (o DropCheck) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	c := t.Check(o.Name)
	if c == nil {
		return nil, &NotFoundError{Kind: "check constraint", Name: o.Name, Where: t.ID(), Known: names(t.Checks, checkName)}
	}
	return AddCheck{Schema: o.Schema, Table: o.Table, Check: *c}, nil
}
