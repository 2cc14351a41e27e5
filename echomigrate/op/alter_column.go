package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// AlterColumn changes what a column is: whatever From and To say differently is changed, whatever they say alike stays.
// So a change of nullability alone can be written with nothing but NotNull.
type AlterColumn struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Column is the column's name.
	Column string
	// From is what the column is; its Name stays empty.
	From schema.Column
	// To is what the column becomes; its Name stays empty.
	To schema.Column
	// Using is an SQL expression that gives the new value of each row when the type changes; empty means the
	// database's own conversion. SQLite converts by the new type's affinity and leaves it out.
	Using string
}

var _ = kind(AlterColumn{})

func (o AlterColumn) String() string { return "AlterColumn " + o.Target().String() + "." + o.Column }

// Target is the table's name.
func (o AlterColumn) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

func (o AlterColumn) check() error {
	if o.From.Name != "" && o.From.Name != o.Column || o.To.Name != "" && o.To.Name != o.Column {
		return fmt.Errorf("From and To name another column: use op.RenameColumn")
	}
	if (o.From.Type == "") != (o.To.Type == "") {
		return fmt.Errorf("only one of From and To has a type: give both or none")
	}
	return nil
}

// Apply changes the column.
func (o AlterColumn) Apply(s *schema.Schema) error {
	if err := o.check(); err != nil {
		return err
	}
	return edit(s, o.Target(), func(t *schema.Table) error {
		c, err := findColumn(t, o.Column)
		if err != nil {
			return err
		}
		change(&c.Type, o.From.Type, o.To.Type)
		change(&c.NotNull, o.From.NotNull, o.To.NotNull)
		change(&c.Default, o.From.Default, o.To.Default)
		change(&c.Identity, o.From.Identity, o.To.Identity)
		change(&c.IdentityOptions, o.From.IdentityOptions, o.To.IdentityOptions)
		change(&c.Generated, o.From.Generated, o.To.Generated)
		change(&c.Virtual, o.From.Virtual, o.To.Virtual)
		change(&c.Collation, o.From.Collation, o.To.Collation)
		change(&c.Comment, o.From.Comment, o.To.Comment)
		if schema.IsSerial(o.From.Type) && !schema.IsSerial(o.To.Type) && o.To.Identity == "" {
			// SQLite's schema says of a serial column that it is an identity column.
			c.Identity = ""
		}
		if c.Identity == "" {
			c.IdentityOptions = schema.SequenceOptions{}
		}
		return nil
	})
}

func change[T comparable](v *T, from, to T) {
	if from != to {
		*v = to
	}
}

// Statements is what the dialect needs for the parts that differ.
func (o AlterColumn) Statements(d Dialect) ([]string, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return d.AlterColumn(o.Target(), o.Column, o.From, o.To, o.Using)
}

// Inverse changes it back, without Using: write that by hand where the way back needs it.
func (o AlterColumn) Inverse(*schema.Schema) (Operation, error) {
	o.From, o.To, o.Using = o.To, o.From, ""
	return o, nil
}
