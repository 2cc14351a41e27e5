package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Autocommit runs operations outside a transaction, for statements that a database refuses inside one. The transaction of
// the revision is committed before, with a note of how far it got, and a new one begins behind.
type Autocommit struct {
	// Ops are the operations, in their order; each is on its own.
	Ops List
}

var _ = kind(Autocommit{})

// Operations are those inside.
func (o Autocommit) Operations() []Operation { return o.Ops }

// String names the operation inside where there is but one.
func (o Autocommit) String() string {
	if len(o.Ops) == 1 {
		return o.Ops[0].String() + " (outside a transaction)"
	}
	return fmt.Sprintf("Autocommit (%s)", o.Ops.count())
}

// Apply applies the operations inside.
func (o Autocommit) Apply(s *schema.Schema) error { return applyGroup(s, o.Ops) }

// Statements is the SQL of the operations inside.
func (o Autocommit) Statements(d Dialect) ([]string, error) { return groupSQL(d, o.Ops) }

// Inverse undoes the operations inside, outside a transaction too.
func (o Autocommit) Inverse(before *schema.Schema) (Operation, error) {
	ops, err := Inverse(o.Ops, before)
	return Autocommit{Ops: ops}, err
}
