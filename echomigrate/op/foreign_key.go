package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddForeignKey adds a foreign key to a table.
type AddForeignKey struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// ForeignKey is the constraint; without a name it gets the default one.
	ForeignKey schema.ForeignKey
}

// DropForeignKey drops a foreign key.
type DropForeignKey struct {
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
	_ = kind(AddForeignKey{})
	_ = kind(DropForeignKey{})
)

func (o AddForeignKey) String() string {
	return "AddForeignKey " + o.Target().String() + " " + o.named().Name
}
func (o DropForeignKey) String() string {
	return "DropForeignKey " + o.Target().String() + " " + o.Name
}

// Target is the table's name.
func (o AddForeignKey) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropForeignKey) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// named is the constraint with its name or the default one.
func (o AddForeignKey) named() schema.ForeignKey {
	t := schema.Table{Schema: o.Schema, Name: o.Table, ForeignKeys: []schema.ForeignKey{o.ForeignKey}}
	return t.WithDefaultNames().ForeignKeys[0]
}

// Apply adds the constraint; the table it refers to must be there.
func (o AddForeignKey) Apply(s *schema.Schema) error {
	f := o.named()
	target, err := find(s, f.Target(o.Schema))
	if err != nil {
		return err
	}
	if err := needColumns(target, f.RefColumns); err != nil {
		return err
	}
	return edit(s, o.Target(), func(t *schema.Table) error {
		if t.ForeignKey(f.Name) != nil {
			return exists("foreign key", f.Name)
		}
		t.ForeignKeys = append(t.ForeignKeys, f)
		return needColumns(t, f.Columns)
	})
}

// Statements is ALTER TABLE … ADD CONSTRAINT … FOREIGN KEY.
func (o AddForeignKey) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "ADD "+ForeignKeyClause(d, o.Target(), o.named())+notValid(o.ForeignKey.NotValid)), nil
}

// Inverse drops the constraint.
func (o AddForeignKey) Inverse(*schema.Schema) (Operation, error) {
	return DropForeignKey{Schema: o.Schema, Table: o.Table, Name: o.named().Name}, nil
}

// Apply removes the constraint.
func (o DropForeignKey) Apply(s *schema.Schema) error {
	return passOver(o.IfExists, "foreign key", edit(s, o.Target(), func(t *schema.Table) (err error) {
		t.ForeignKeys, err = remove(t.ForeignKeys, t.ForeignKey(o.Name), t, "foreign key", o.Name, names(t.ForeignKeys, foreignKeyName))
		return err
	}))
}

// Statements is ALTER TABLE … DROP CONSTRAINT.
func (o DropForeignKey) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "DROP CONSTRAINT "+ifExists(o.IfExists)+d.Quote(o.Name)), nil
}

// Inverse adds the constraint as it was.
func (o DropForeignKey) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	f := t.ForeignKey(o.Name)
	if f == nil {
		return nil, &NotFoundError{Kind: "foreign key", Name: o.Name, Where: t.ID(), Known: names(t.ForeignKeys, foreignKeyName)}
	}
	return AddForeignKey{Schema: o.Schema, Table: o.Table, ForeignKey: *f}, nil
}
