package op

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Batch changes one table in one go: where a database rebuilds a table to change it (SQLite), one rebuild serves all the
// operations inside. Neighbouring operations on a table share a rebuild without it; Batch says that they must.
type Batch struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Ops are the operations, in their order; each changes this table.
	Ops List
}

var _ = kind(Batch{})

// Operations are those inside.
func (o Batch) Operations() []Operation { return o.Ops }

func (o Batch) String() string {
	return fmt.Sprintf("Batch %s (%s)", o.Target(), o.Ops.count())
}

// Target is the table's name.
func (o Batch) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

func (o Batch) check() error {
	for i, inner := range o.Ops {
		t, ok := inner.(TableOperation)
		if !ok || t.Target() != o.Target() {
			return stepError(i, inner, fmt.Errorf("does not change table %s: move it out of the Batch", o.Target()))
		}
		if fill, is := inner.(Backfill); is && fill.InBatches() {
			return stepError(i, inner, errors.New("has transactions of its own: move it out of the Batch, or leave BatchSize out"))
		}
	}
	return nil
}

// Apply applies the operations inside.
func (o Batch) Apply(s *schema.Schema) error {
	if err := o.check(); err != nil {
		return err
	}
	return applyGroup(s, o.Ops)
}

// Statements is the SQL of the operations inside.
func (o Batch) Statements(d Dialect) ([]string, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return groupSQL(d, o.Ops)
}

// Inverse undoes the operations inside, in one go too.
func (o Batch) Inverse(before *schema.Schema) (Operation, error) {
	ops, err := Inverse(o.Ops, before)
	return Batch{Schema: o.Schema, Table: o.Table, Ops: ops}, err
}
