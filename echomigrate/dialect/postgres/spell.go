package postgres

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Spell builds the tables in a scratch place for each schema, in one round trip, inspects them there and rolls back.
func (d Dialect) Spell(ctx context.Context, db *bun.DB, tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	ofSchema := map[string][]schema.Table{}
	for _, t := range tables {
		ofSchema[t.Schema] = append(ofSchema[t.Schema], t)
	}
	found := &schema.Schema{}
	for of, group := range ofSchema {
		s, err := d.spell(ctx, db, of, group, used(enums, group))
		if err != nil {
			return nil, err
		}
		found.Tables = append(found.Tables, s.Tables...)
	}
	spelled := make([]schema.Table, len(tables))
	for i, t := range tables {
		built := found.Table(t.ID())
		if built == nil {
			return nil, fmt.Errorf("table %s: it is not there after it was created", t.ID())
		}
		spelled[i] = *built
		canonical := d.Canonical(t)
		spelled[i].ForeignKeys, spelled[i].Unlogged = canonical.ForeignKeys, canonical.Unlogged
	}
	return spelled, nil
}

// spell reads tables of one schema as they are in a scratch place.
func (d Dialect) spell(ctx context.Context, db *bun.DB, of string, tables []schema.Table, enums []schema.Enum) (found *schema.Schema, err error) {
	var refused error
	err = d.inScratch(ctx, db, of, func(s *scratch) (err error) {
		if err := s.createEnums(enums); err != nil {
			return err
		}
		if refused = s.create(tables...); refused != nil {
			return refused
		}
		found, err = s.inspect()
		return err
	})
	if refused != nil && len(tables) > 1 && ctx.Err() == nil {
		err = d.refused(ctx, db, of, tables, enums, err)
	}
	return found, err
}

// refused finds the table that the database refuses, by building one behind the other.
func (d Dialect) refused(ctx context.Context, db *bun.DB, of string, tables []schema.Table, enums []schema.Enum, together error) error {
	return d.inScratch(ctx, db, of, func(s *scratch) error {
		if err := s.createEnums(enums); err != nil {
			return err
		}
		for _, t := range tables {
			if err := s.create(t); err != nil {
				return err
			}
		}
		return together
	})
}

// create creates tables, without their foreign keys and logged, in one round trip.
func (s *scratch) create(tables ...schema.Table) error {
	if err := s.createExtensions(tables); err != nil {
		return err
	}
	if err := s.createSequences(tables); err != nil {
		return err
	}
	var statements []string
	for _, t := range tables {
		bare := t.WithDefaultNames()
		bare.ForeignKeys, bare.Unlogged = nil, false
		sql, err := s.CreateTable(bare)
		if err != nil {
			return fmt.Errorf("table %s: %w", t.ID(), err)
		}
		statements = append(statements, sql...)
	}
	err := s.execute(statements...)
	if err != nil && len(tables) == 1 {
		return fmt.Errorf("table %s: %w", tables[0].ID(), err)
	}
	return err
}
