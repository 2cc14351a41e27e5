package postgres

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Rehearse does everything in one transaction, which is rolled back.
func (d Dialect) Rehearse(ctx context.Context, db *bun.DB, before *schema.Schema, stages ...[]op.Operation) (read []*schema.Schema, err error) {
	err = d.inScratch(ctx, db, "", func(s *scratch) error {
		if err := s.build(before); err != nil {
			return fmt.Errorf("build the tables: %w", s.Explain(err))
		}
		for stage := 0; ; stage++ {
			found, err := s.inspect()
			if err != nil {
				return err
			}
			read = append(read, found)
			if stage == len(stages) {
				return nil
			}
			if err := dialect.Perform(ctx, s, s.tx, stages[stage], s.inspect); err != nil {
				return err
			}
		}
	})
	return read, err
}

// build creates the enum types, the tables, and then the foreign keys, which may be in cycles, in one round trip.
func (s *scratch) build(before *schema.Schema) error {
	var ops []op.Operation
	for _, t := range before.Tables {
		bare := t.Clone()
		bare.ForeignKeys = nil
		ops = append(ops, op.CreateTable{Table: bare})
	}
	for _, t := range before.Tables {
		for _, f := range t.ForeignKeys {
			ops = append(ops, op.AddForeignKey{Schema: t.Schema, Table: t.Name, ForeignKey: f})
		}
	}
	if err := s.createEnums(before.Enums); err != nil {
		return err
	}
	var statements []string
	for _, q := range before.Sequences {
		statements = append(statements, s.CreateSequence(q)...)
	}
	for _, o := range ops {
		sql, err := o.Statements(s)
		if err != nil {
			return fmt.Errorf("%s: %w", o, err)
		}
		statements = append(statements, sql...)
	}
	return s.execute(statements...)
}
