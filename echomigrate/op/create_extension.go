package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateExtension creates an extension unless it is there, for the types, functions and operator classes that come with it
// (PostgreSQL). Others may use it too, so that nothing drops it.
type CreateExtension struct {
	// Schema is where its objects go, which must be there; empty means the default one, or the one that the extension asks for.
	Schema string
	// Name is the extension's name.
	Name string
}

var _ = kind(CreateExtension{})

func (o CreateExtension) String() string { return "CreateExtension " + o.Name }

func (CreateExtension) optional() {}

// Apply leaves the schema as it is: an extension is no part of it.
func (o CreateExtension) Apply(*schema.Schema) error {
	if o.Name == "" {
		return fmt.Errorf("an extension needs a name")
	}
	return nil
}

// Statements is CREATE EXTENSION IF NOT EXISTS.
func (o CreateExtension) Statements(d Dialect) ([]string, error) {
	if err := o.Apply(nil); err != nil {
		return nil, err
	}
	return extended(d, func(d Extended) []string { return d.CreateExtension(o.Name, o.Schema) })
}

// Inverse is the operation itself, which leaves the extension in place.
func (o CreateExtension) Inverse(*schema.Schema) (Operation, error) { return o, nil }
