package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Spell builds the tables in a schema of its own, inspects them there and rolls back. Where the role may not create a schema
// they are built as temporary tables.
func (d Dialect) Spell(ctx context.Context, db *bun.DB, tables []schema.Table) ([]schema.Table, error) {
	spelled := make([]schema.Table, len(tables))
	var places []string
	for _, t := range tables {
		if !slices.Contains(places, t.Schema) {
			places = append(places, t.Schema)
		}
	}
	for _, place := range places {
		err := d.spellOne(ctx, db, tables, spelled, scratch{of: place})
		if sqlState(err) == insufficientPrivilege {
			err = d.spellOne(ctx, db, tables, spelled, scratch{of: place, temporary: true})
		}
		if err != nil {
			return nil, err
		}
	}
	return spelled, nil
}

// scratch is where the tables of one schema are built.
type scratch struct {
	// of is the schema that the tables belong to.
	of string
	// temporary is set where they are built as temporary tables.
	temporary bool
	name      string
}

// enter creates the place and puts it before everything else on the search path, so that types and functions are found
// as they are otherwise.
func (s *scratch) enter(ctx context.Context, d Dialect, tx bun.Tx) error {
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '5s'"); err != nil {
		return err
	}
	if s.temporary {
		s.name = "pg_temp"
	} else {
		var random [6]byte
		_, _ = rand.Read(random[:])
		s.name = "echomigrate_" + hex.EncodeToString(random[:])
		if _, err := tx.ExecContext(ctx, "CREATE SCHEMA "+d.Quote(s.name)); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, "?", bun.Safe("SELECT set_config('search_path', concat_ws(', ', "+quoted(s.name)+", nullif(current_setting('search_path'), '')), true)"))
	return err
}

// where is the condition that the inspection finds the tables by.
func (s *scratch) where() string {
	if s.temporary {
		return "n.oid = pg_my_temp_schema()"
	}
	return "n.nspname = " + quoted(s.name)
}

// spellOne fills in the tables of one schema.
func (d Dialect) spellOne(ctx context.Context, db *bun.DB, tables, spelled []schema.Table, s scratch) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		// A context that is over has rolled the transaction back already, and then there is nothing left to say.
		if rollback := tx.Rollback(); err == nil && ctx.Err() == nil {
			err = rollback
		}
	}()
	if err := s.enter(ctx, d, tx); err != nil {
		return err
	}
	for _, t := range tables {
		if t.Schema != s.of {
			continue
		}
		if err := d.build(ctx, tx, t, s.name); err != nil {
			return fmt.Errorf("table %s: %w", t.ID(), err)
		}
	}
	in := inspection{ctx: ctx, db: tx, tables: map[int64]*table{}}
	found, err := in.run(s.where())
	if err != nil {
		return err
	}
	for i, t := range tables {
		if t.Schema != s.of {
			continue
		}
		// The search path makes the scratch schema the current one, but for temporary tables.
		at := slices.IndexFunc(found.Tables, func(f schema.Table) bool { return f.Name == t.Name })
		if at < 0 {
			return fmt.Errorf("table %s: it is not there after it was created", t.ID())
		}
		canonical := d.Canonical(t)
		result := found.Tables[at]
		result.Schema, result.ForeignKeys = t.Schema, canonical.ForeignKeys
		spelled[i] = result
	}
	return nil
}

// build creates a table in the scratch place, without its foreign keys.
func (d Dialect) build(ctx context.Context, tx bun.Tx, t schema.Table, place string) error {
	t = t.WithDefaultNames()
	t.Schema, t.ForeignKeys = place, nil
	statements, err := d.CreateTable(t)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, "?", bun.Safe(statement)); err != nil {
			return err
		}
	}
	return nil
}
