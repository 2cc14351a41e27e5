package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AddPrimaryKey adds the primary key to a table.
type AddPrimaryKey struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// PrimaryKey is the constraint; without a name it gets the default one.
	PrimaryKey schema.Key
}

// DropPrimaryKey drops the primary key.
type DropPrimaryKey struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Name of the constraint.
	Name string
}

var (
	_ = kind(AddPrimaryKey{})
	_ = kind(DropPrimaryKey{})
)

func (o AddPrimaryKey) String() string {
	return "AddPrimaryKey " + o.Target().String() + " " + o.named().Name
}
func (o DropPrimaryKey) String() string {
	return "DropPrimaryKey " + o.Target().String() + " " + o.Name
}

// Target is the table's name.
func (o AddPrimaryKey) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropPrimaryKey) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// named is the key with its name or the default one.
func (o AddPrimaryKey) named() schema.Key {
	t := schema.Table{Schema: o.Schema, Name: o.Table, PrimaryKey: o.PrimaryKey}
	return t.WithDefaultNames().PrimaryKey
}

// Apply adds the key; its columns become NOT NULL.
func (o AddPrimaryKey) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		if len(t.PrimaryKey.Columns) > 0 {
			return exists("primary key", t.PrimaryKey.Name)
		}
		t.PrimaryKey = o.named()
		for _, name := range t.PrimaryKey.Columns {
			c, err := findColumn(t, name)
			if err != nil {
				return err
			}
			c.NotNull = true
		}
		return needColumns(t, slices.Clone(t.PrimaryKey.Include))
	})
}

// Statements is ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY.
func (o AddPrimaryKey) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "ADD "+PrimaryKeyClause(d, o.named())), nil
}

// Inverse drops the key.
func (o AddPrimaryKey) Inverse(*schema.Schema) (Operation, error) {
	return DropPrimaryKey{Schema: o.Schema, Table: o.Table, Name: o.named().Name}, nil
}

// Apply removes the key; its columns stay NOT NULL.
func (o DropPrimaryKey) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		if err := o.find(t); err != nil {
			return err
		}
		t.PrimaryKey = schema.Key{}
		return nil
	})
}

func (o DropPrimaryKey) find(t *schema.Table) error {
	if len(t.PrimaryKey.Columns) == 0 || t.PrimaryKey.Name != o.Name {
		return &NotFoundError{Kind: "primary key", Name: o.Name, Where: t.ID(), Known: []string{t.PrimaryKey.Name}}
	}
	return nil
}

// Statements is ALTER TABLE … DROP CONSTRAINT.
func (o DropPrimaryKey) Statements(d Dialect) ([]string, error) {
	return alter(d, o.Target(), "DROP CONSTRAINT "+d.Quote(o.Name)), nil
}

// Inverse adds the key as it was.
func (o DropPrimaryKey) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	if err := o.find(t); err != nil {
		return nil, err
	}
	return AddPrimaryKey{Schema: o.Schema, Table: o.Table, PrimaryKey: t.PrimaryKey}, nil
}
