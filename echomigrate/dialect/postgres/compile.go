package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Compile makes a step of each operation. It never asks for the schema.
func (d Dialect) Compile(ops []op.Operation, _ func() (*schema.Schema, error)) (dialect.Script, error) {
	var script dialect.Script
	for i, o := range op.CommitValues(d, ops) {
		steps, err := d.steps(o)
		if err != nil {
			return dialect.Script{}, fmt.Errorf("step %d, %s: %w", i+1, o, err)
		}
		for _, s := range steps {
			s.Number = i + 1
			script.Steps = append(script.Steps, s)
		}
	}
	if sql := restored(script.Steps); len(sql) > 0 {
		last := script.Steps[len(script.Steps)-1]
		script.Steps = append(script.Steps, dialect.Step{Operation: last.Operation, Number: last.Number, SQL: sql})
	}
	return script, nil
}

// restored are the statements that put settings back which SQL may have changed, as a dump's does, so that the version table is found
// behind it and strings mean what they say.
func restored(steps []dialect.Step) (sql []string) {
	for _, setting := range []string{"search_path", "standard_conforming_strings"} {
		names := func(statement string) bool { return strings.Contains(strings.ToLower(statement), setting) }
		if slices.ContainsFunc(steps, func(s dialect.Step) bool { return s.Opaque && slices.ContainsFunc(s.SQL, names) }) {
			sql = append(sql, "RESET "+setting)
		}
	}
	return sql
}

func (d Dialect) steps(o op.Operation) ([]dialect.Step, error) {
	switch o := o.(type) {
	case op.Autocommit:
		var steps []dialect.Step
		for _, inner := range o.Ops {
			more, err := d.steps(inner)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", inner, err)
			}
			steps = append(steps, more...)
		}
		for i := range steps {
			steps[i].Autocommit = true
		}
		return steps, nil
	case op.Func:
		if o.Run == nil {
			return nil, errors.New("Run is nil")
		}
		return []dialect.Step{{Operation: o, Func: &o, Opaque: true}}, nil
	}
	sql, err := o.Statements(d)
	if err != nil {
		return nil, err
	}
	concurrent, can := o.(op.Concurrent)
	return []dialect.Step{{
		Operation: o, SQL: sql, Opaque: op.IsOpaque(o), Autocommit: can && concurrent.IsConcurrent(), Backfill: dialect.InBatches(o),
	}}, nil
}
