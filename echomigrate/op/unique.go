package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddUnique adds a unique constraint to a table.
type AddUnique struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Unique is the constraint; without a name it gets the default one.
	Unique schema.Key
}

// DropUnique drops a unique constraint.
type DropUnique struct {
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
	_ = kind(AddUnique{})
	_ = kind(DropUnique{})
)

func (o AddUnique) String() string  { return "AddUnique " + o.Target().String() + " " + o.named().Name }
func (o DropUnique) String() string { return "DropUnique " + o.Target().String() + " " + o.Name }

// Target is the table's name.
func (o AddUnique) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropUnique) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// named is the constraint with its name or the default one.
func (o AddUnique) named() schema.Key {
	t := schema.Table{Schema: o.Schema, Name: o.Table, Uniques: []schema.Key{o.Unique}}
	return t.WithDefaultNames().Uniques[0]
}

// Apply adds the constraint.
func (o AddUnique) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		k := o.named()
		if t.Unique(k.Name) != nil {
			return exists("unique constraint", k.Name)
		}
		t.Uniques = append(t.Uniques, k)
		return needColumns(t, slices.Concat(k.Columns, k.Include))
	})
}

// Statements is ALTER TABLE … ADD CONSTRAINT … UNIQUE.
func (o AddUnique) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "ADD "+UniqueClause(d, o.named())), nil
}

// Inverse drops the constraint.
func (o AddUnique) Inverse(*schema.Schema) (Operation, error) {
	return DropUnique{Schema: o.Schema, Table: o.Table, Name: o.named().Name}, nil
}

// Apply removes the constraint.
func (o DropUnique) Apply(s *schema.Schema) error {
	return passOver(o.IfExists, "unique constraint", edit(s, o.Target(), func(t *schema.Table) (err error) {
		t.Uniques, err = remove(t.Uniques, t.Unique(o.Name), t, "unique constraint", o.Name, names(t.Uniques, keyName))
		return err
	}))
}

// Statements is ALTER TABLE … DROP CONSTRAINT.
func (o DropUnique) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "DROP CONSTRAINT "+ifExists(o.IfExists)+d.Quote(o.Name)), nil
}

// Inverse adds the constraint as it was.
func (o DropUnique) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	k := t.Unique(o.Name)
	if k == nil {
		return nil, &NotFoundError{Kind: "unique constraint", Name: o.Name, Where: t.ID(), Known: names(t.Uniques, keyName)}
	}
	return AddUnique{Schema: o.Schema, Table: o.Table, Unique: *k}, nil
}
