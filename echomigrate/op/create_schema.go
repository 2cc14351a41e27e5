package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateSchema creates a schema unless it is there, for the tables and types in it (PostgreSQL). Others may use it too, so that nothing
// drops it.
type CreateSchema struct {
	// Name is the schema's name.
	Name string
}

var _ = kind(CreateSchema{})

func (o CreateSchema) String() string { return "CreateSchema " + o.Name }

func (CreateSchema) optional() {}

// Apply leaves the tables as they are: a schema without any is no part of them.
func (o CreateSchema) Apply(*schema.Schema) error {
	if o.Name == "" {
		return fmt.Errorf("a schema needs a name")
	}
	return nil
}

// Statements creates the schema where it is missing.
func (o CreateSchema) Statements(d Dialect) ([]string, error) {
	if err := o.Apply(nil); err != nil {
		return nil, err
	}
	return extended(d, func(d Extended) []string { return d.CreateSchema(o.Name) })
}

// Inverse is the operation itself, which leaves the schema in place.
func (o CreateSchema) Inverse(*schema.Schema) (Operation, error) { return o, nil }
