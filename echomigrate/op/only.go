package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Only runs operations on one kind of database and is nothing on others.
type Only struct {
	// Dialect is one of DialectNames, such as "postgres".
	Dialect string
	// Ops are the operations, in their order.
	Ops List
}

var _ = kind(Only{})

// Operations are those inside.
func (o Only) Operations() []Operation { return o.Ops }

// String names the operation inside where there is but one.
func (o Only) String() string {
	if len(o.Ops) == 1 {
		return fmt.Sprintf("%s (only %s)", o.Ops[0], o.Dialect)
	}
	return fmt.Sprintf("Only %s (%s)", o.Dialect, o.Ops.count())
}

// Apply applies the operations inside. Take what concerns one database by For before.
func (o Only) Apply(s *schema.Schema) error { return applyGroup(s, o.Ops) }

// Statements is the SQL of the operations inside, and nothing for other databases.
func (o Only) Statements(d Dialect) ([]string, error) {
	if d.Name() != o.Dialect {
		return nil, nil
	}
	return groupSQL(d, o.Ops)
}

// Inverse undoes the operations inside, on the same kind of database.
func (o Only) Inverse(before *schema.Schema) (Operation, error) {
	ops, err := Inverse(o.Ops, before)
	return Only{Dialect: o.Dialect, Ops: ops}, err
}

// applyGroup applies all or nothing.
func applyGroup(s *schema.Schema, ops []Operation) error {
	edited := s.Clone()
	if err := Apply(edited, ops); err != nil {
		return err
	}
	*s = *edited
	return nil
}

func groupSQL(d Dialect, ops []Operation) ([]string, error) {
	var statements []string
	for i, o := range ops {
		sql, err := o.Statements(d)
		if err != nil {
			return nil, stepError(i, o, err)
		}
		statements = append(statements, sql...)
	}
	return statements, nil
}
