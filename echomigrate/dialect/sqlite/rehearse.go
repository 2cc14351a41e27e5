package sqlite

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Rehearse builds the schema in an in-memory database of the same driver.
func (d Dialect) Rehearse(ctx context.Context, db *bun.DB, before *schema.Schema, stages ...[]op.Operation) ([]*schema.Schema, error) {
	memory := openInMemory(db)
	defer memory.Close()
	scratch := bun.NewDB(memory, db.Dialect())
	for _, t := range before.Tables {
		statements, err := d.CreateTable(untriggered(t))
		if err == nil {
			_, err = dialect.Execute(ctx, scratch, statements...)
		}
		if err != nil {
			return nil, fmt.Errorf("build table %s: %w", t.ID(), err)
		}
	}
	schemas := op.Schemas(slices.Concat(stages...))
	for _, t := range before.Tables {
		schemas = append(schemas, t.Schema)
	}
	inspect := func() (*schema.Schema, error) { return d.inspect(ctx, scratch, dialect.Scope{Schemas: schemas}) }
	var read []*schema.Schema
	for stage := 0; ; stage++ {
		found, err := inspect()
		if err != nil {
			return read, err
		}
		read = append(read, found)
		if stage == len(stages) {
			return read, nil
		}
		if err := dialect.Perform(ctx, d, scratch, stages[stage], inspect); err != nil {
			return read, err
		}
	}
}

// untriggered is a table without triggers, which may name tables that are not there.
func untriggered(t schema.Table) schema.Table {
	t = t.Clone()
	t.Triggers = nil
	return t
}
