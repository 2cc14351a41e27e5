package runner

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// HistoryTable is the name of the history table that belongs to a version table: echomigrate_history beside
// echomigrate_version, and <name>_history beside any other.
func HistoryTable(version schema.Name) schema.Name {
	if version.Table == "" || version.Table == DefaultVersionTable {
		return schema.Name{Schema: version.Schema, Table: "echomigrate_history"}
	}
	return schema.Name{Schema: version.Schema, Table: version.Table + "_history"}
}

// idType is the type of a column that holds an ID.
const idType = "varchar(255)"

// versionTable has the shape of Alembic's alembic_version, so that either can read the other's.
func versionTable(name schema.Name) schema.Table {
	return schema.Table{
		Schema:     name.Schema,
		Name:       name.Table,
		Columns:    []schema.Column{{Name: "version_num", Type: idType, NotNull: true}},
		PrimaryKey: schema.Key{Columns: []string{"version_num"}},
	}
}

// historyTable has plain types only, and times as text, so that it is the same on every database.
func historyTable(name schema.Name) schema.Table {
	return schema.Table{
		Schema: name.Schema,
		Name:   name.Table,
		Columns: []schema.Column{
			{Name: "id", Type: "bigint", NotNull: true},
			{Name: "revision", Type: idType, NotNull: true},
			{Name: "direction", Type: "varchar(16)", NotNull: true},
			{Name: "started", Type: "varchar(24)", NotNull: true},
			{Name: "finished", Type: "varchar(24)"},
			{Name: "duration_ms", Type: "bigint"},
			{Name: "outcome", Type: "varchar(16)", NotNull: true},
			{Name: "step", Type: "integer", NotNull: true},
			{Name: "steps", Type: "integer", NotNull: true},
			{Name: "checksum", Type: "varchar(64)", NotNull: true},
			{Name: "message", Type: "text", NotNull: true},
			{Name: "error", Type: "text"},
			{Name: "who", Type: "text", NotNull: true},
			{Name: "host", Type: "text", NotNull: true},
			{Name: "build", Type: "text", NotNull: true},
			{Name: "reached", Type: "text"},
			{Name: "rows_done", Type: "bigint"},
			{Name: "stored", Type: "text"},
		},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
	}
}

// ownTables are the version table and the history table, as this version makes them.
func (s *session) ownTables() []schema.Table {
	return []schema.Table{versionTable(s.VersionTable), historyTable(s.history)}
}

// recordColumns are the history table's columns that a Record has, in their order; the others say how far a Backfill has got.
var recordColumns = sync.OnceValue(func() []string {
	var names []string
	for _, c := range historyTable(schema.Name{}).Columns {
		if c.Name != "reached" && c.Name != "rows_done" {
			names = append(names, c.Name)
		}
	}
	return names
})

// ensured is ensureTables as far as nobody else keeps our tables for longer than the run may wait.
func (s *session) ensured(ctx context.Context) error {
	return s.reading(ctx, s.conn, func(ctx context.Context, _ bun.IDB) error { return s.ensureTables(ctx) })
}

// ensureTables creates the version table and the history table where they are missing, and what they lack.
func (s *session) ensureTables(ctx context.Context) error {
	s.lacking = nil
	tables := s.ownTables()
	if _, err := execute(ctx, s.conn, s.selectNone(tables[0]), s.selectNone(tables[1])); err == nil || s.Dialect.IsLockTimeout(err) {
		return err
	}
	for _, t := range tables {
		has, err := s.has(ctx, t)
		if err != nil {
			return err
		}
		if has {
			continue
		}
		there, err := s.exists(ctx, t.ID())
		if err != nil {
			return err
		}
		if !there {
			if err := s.create(ctx, t); err != nil {
				return fmt.Errorf("create table %s: %w", t.ID(), err)
			}
		} else if err := s.complete(ctx, t); err != nil {
			return fmt.Errorf("add to table %s what it lacks: %w", t.ID(), err)
		}
	}
	return nil
}

// complete adds the columns that a table lacks.
func (s *session) complete(ctx context.Context, t schema.Table) error {
	lacking, err := s.lacks(ctx, s.conn, t)
	if err != nil {
		return err
	}
	for _, c := range lacking {
		statements, err := op.AddColumn{Schema: t.Schema, Table: t.Name, Column: c}.Statements(s.Dialect)
		if err != nil {
			return err
		}
		if _, err := execute(ctx, s.conn, statements...); err != nil {
			if has, errHas := s.has(ctx, t, c); errHas == nil && has {
				continue // another run added it, where the lock is that of a transaction
			}
			return err
		}
	}
	return nil
}

// missingTables are the statements that create those of our tables that are not there, and add the columns that they lack.
func (s *session) missingTables(ctx context.Context) ([]string, error) {
	var statements []string
	for _, t := range s.ownTables() {
		there, err := s.exists(ctx, t.ID())
		if err != nil {
			return nil, err
		}
		ops := []op.Operation{op.CreateTable{Table: t}}
		if there {
			ops = nil
			lacking, err := s.lacks(ctx, s.conn, t)
			if err != nil {
				return nil, err
			}
			for _, c := range lacking {
				ops = append(ops, op.AddColumn{Schema: t.Schema, Table: t.Name, Column: c})
			}
		}
		for _, o := range ops {
			more, err := o.Statements(s.Dialect)
			if err != nil {
				return nil, err
			}
			statements = append(statements, more...)
		}
	}
	return statements, nil
}

// has reports whether a table has columns: a query of them would fail only for want of one.
func (s *session) has(ctx context.Context, t schema.Table, columns ...schema.Column) (bool, error) {
	if _, err := execute(ctx, s.conn, s.selectNone(t, columns...)); err == nil {
		return true, nil
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	_, err := s.exists(ctx, t.ID())
	return false, err
}

// selectNone is a query of columns, by default all that a table is to have, that finds nothing and fails where one is lacking.
func (s *session) selectNone(t schema.Table, columns ...schema.Column) string {
	if len(columns) == 0 {
		columns = t.Columns
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "t." + s.Dialect.Quote(c.Name) // SQLite takes a name alone that it does not know for a text
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM " + s.Dialect.QuoteTable(t.ID()) + " t WHERE 1 = 0"
}

// create creates a table. Where two runs come to it at once, as they can where the lock is that of a transaction, the
// second one is content with what the first created.
func (s *session) create(ctx context.Context, t schema.Table) error {
	statements, err := op.CreateTable{Table: t}.Statements(s.Dialect)
	if err != nil {
		return err
	}
	if _, err := execute(ctx, s.conn, statements...); err != nil {
		there, errThere := s.exists(ctx, t.ID())
		switch {
		case errThere != nil && s.Dialect.IsBusy(errThere):
			return errThere // which others are at work on: whoever tries again finds it
		case errThere == nil && there:
			return nil
		}
		return err
	}
	return nil
}

func (s *session) exists(ctx context.Context, table schema.Name) (bool, error) {
	_, err := execute(ctx, s.conn, "SELECT 1 FROM "+s.Dialect.QuoteTable(table)+" WHERE 1 = 0")
	if err != nil && s.Dialect.IsMissingTable(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for table %s: %w", table, s.Dialect.Explain(err))
	}
	return true, nil
}
