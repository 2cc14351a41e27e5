package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Spell builds each table in an in-memory database of the same driver, so that functions and collations which the program
// registered with the driver are known there. Triggers are taken over like foreign keys.
func (d Dialect) Spell(ctx context.Context, db *bun.DB, tables []schema.Table, _ ...schema.Enum) ([]schema.Table, error) {
	scratch := openInMemory(db)
	defer scratch.Close()
	spelled := make([]schema.Table, len(tables))
	for i, t := range tables {
		var err error
		if spelled[i], err = d.spell(ctx, scratch, d.Canonical(t)); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.ID(), err)
		}
	}
	return spelled, nil
}

// openInMemory opens one empty database of the same driver.
func openInMemory(db *bun.DB) *sql.DB {
	memory := sql.OpenDB(inMemory{db.Driver()})
	memory.SetMaxOpenConns(1)
	return memory
}

// inMemory opens empty databases that live as long as their connection.
type inMemory struct{ driver driver.Driver }

func (m inMemory) Connect(context.Context) (driver.Conn, error) { return m.driver.Open(":memory:") }

func (m inMemory) Driver() driver.Driver { return m.driver }

// spell builds a canonical table without foreign keys, reads it and drops it.
func (d Dialect) spell(ctx context.Context, scratch *sql.DB, t schema.Table) (schema.Table, error) {
	bare := t.Clone()
	bare.ForeignKeys, bare.Triggers = nil, nil
	statements, err := d.CreateTable(bare)
	if err != nil {
		return t, err
	}
	for _, statement := range statements {
		if _, err := scratch.ExecContext(ctx, statement); err != nil {
			return t, err
		}
	}
	scope := dialect.Scope{Schemas: []string{t.Schema}}
	s, err := d.inspect(ctx, scratch, scope)
	if err != nil {
		return t, err
	}
	if len(s.Tables) != 1 {
		return t, fmt.Errorf("%d tables are in the scratch database, not one", len(s.Tables))
	}
	spelled := s.Tables[0]
	spelled.ForeignKeys, spelled.Triggers = t.ForeignKeys, t.Triggers
	_, err = scratch.ExecContext(ctx, "DROP TABLE "+quote(flatName(t.ID())))
	return spelled, err
}
