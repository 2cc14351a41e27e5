package op

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// SetTableParameters sets storage parameters of a table, and resets others (PostgreSQL). Rows that are there stay as they are.
type SetTableParameters struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// From are parameters that the table has, each as name=value. Those whose names To does not have are reset.
	From []string
	// To are the parameters that the table gets. Those whose names neither list has stay.
	To []string
}

var _ = kind(SetTableParameters{})

func (o SetTableParameters) String() string { return "SetTableParameters " + o.Target().String() }

// Target is the table's name.
func (o SetTableParameters) Target() schema.Name {
	return schema.Name{Schema: o.Schema, Table: o.Table}
}

func (SetTableParameters) optional() {}

// Apply sets and resets the parameters.
func (o SetTableParameters) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		t.With = slices.DeleteFunc(t.With, func(p string) bool { return schema.HasParameter(o.From, p) || schema.HasParameter(o.To, p) })
		t.With = append(t.With, o.To...)
		return nil
	})
}

// Statements is ALTER TABLE … RESET and SET.
func (o SetTableParameters) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string {
		var resets, sets []string
		for _, p := range o.From {
			if !schema.HasParameter(o.To, p) {
				resets = append(resets, schema.ParameterName(p))
			}
		}
		for _, p := range o.To {
			if !slices.Contains(o.From, p) {
				sets = append(sets, p)
			}
		}
		var statements []string
		if len(resets) > 0 {
			statements = append(statements, alter(d, o.Target(), "RESET ("+strings.Join(resets, ", ")+")")...)
		}
		if len(sets) > 0 {
			statements = append(statements, alter(d, o.Target(), "SET ("+strings.Join(sets, ", ")+")")...)
		}
		return statements
	})
}

// Inverse changes them back.
func (o SetTableParameters) Inverse(*schema.Schema) (Operation, error) {
	o.From, o.To = o.To, o.From
	return o, nil
}
