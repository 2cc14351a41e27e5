package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// SetUnlogged makes a table unlogged, or logged again (PostgreSQL). Either way the whole table is written anew.
type SetUnlogged struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Unlogged is what the table becomes. Default: logged.
	Unlogged bool
}

var _ = kind(SetUnlogged{})

func (o SetUnlogged) String() string { return "SetUnlogged " + o.Target().String() }

// Target is the table's name.
func (o SetUnlogged) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

func (SetUnlogged) optional() {}

// Apply makes the table unlogged or logged.
func (o SetUnlogged) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		t.Unlogged = o.Unlogged
		return checkUnlogged(t)
	})
}

// checkUnlogged refuses what PostgreSQL takes without a word before 18, where it does nothing.
func checkUnlogged(t *schema.Table) error {
	if t.Unlogged && t.PartitionBy != "" {
		return fmt.Errorf("table %s is partitioned and holds no rows: make its partitions unlogged", t.ID())
	}
	return nil
}

// Statements is ALTER TABLE … SET UNLOGGED or SET LOGGED.
func (o SetUnlogged) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string { return d.SetUnlogged(o.Target(), o.Unlogged) })
}

// Inverse makes the table what it was before.
func (o SetUnlogged) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	o.Unlogged = t.Unlogged
	return o, nil
}
