package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Database runs operations on one of several databases; what stands outside is for the first one.
type Database struct {
	// Name is the database's name in the configuration.
	Name string
	// Ops are the operations, in their order.
	Ops List
}

var _ = kind(Database{})

// Operations are those inside.
func (o Database) Operations() []Operation { return o.Ops }

func (o Database) String() string {
	return fmt.Sprintf("Database %s (%s)", o.Name, o.Ops.count())
}

// Apply applies the operations inside. Take what concerns one database by For before.
func (o Database) Apply(s *schema.Schema) error { return applyGroup(s, o.Ops) }

// Statements is the SQL of the operations inside.
func (o Database) Statements(d Dialect) ([]string, error) { return groupSQL(d, o.Ops) }

// Inverse undoes the operations inside, on the same database.
func (o Database) Inverse(before *schema.Schema) (Operation, error) {
	ops, err := Inverse(o.Ops, before)
	return Database{Name: o.Name, Ops: ops}, err
}
