package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Spell builds the tables in a scratch place for each schema, inspects them there and rolls back.
func (d Dialect) Spell(ctx context.Context, db *bun.DB, tables []schema.Table) ([]schema.Table, error) {
	spelled := make([]schema.Table, len(tables))
	var done []string
	for _, t := range tables {
		if slices.Contains(done, t.Schema) {
			continue
		}
		done = append(done, t.Schema)
		if err := d.inScratch(ctx, db, t.Schema, func(s *scratch) error { return s.spell(tables, spelled, t.Schema) }); err != nil {
			return nil, err
		}
	}
	return spelled, nil
}

// spell fills in the tables of one schema.
func (s *scratch) spell(tables, spelled []schema.Table, of string) error {
	for _, t := range tables {
		if t.Schema != of {
			continue
		}
		bare := t.WithDefaultNames()
		bare.ForeignKeys = nil
		statements, err := s.CreateTable(bare)
		if err == nil {
			err = s.execute(statements...)
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", t.ID(), err)
		}
	}
	found, err := s.inspect()
	if err != nil {
		return err
	}
	for i, t := range tables {
		if t.Schema != of {
			continue
		}
		built := found.Table(t.ID())
		if built == nil {
			return fmt.Errorf("table %s: it is not there after it was created", t.ID())
		}
		spelled[i] = *built
		spelled[i].ForeignKeys = s.Canonical(t).ForeignKeys
	}
	return nil
}
