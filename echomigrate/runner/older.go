package runner

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// lacks are the columns that a table lacks which an older version of this package made: those of them that may be NULL.
func (s *session) lacks(ctx context.Context, db bun.IDB, t schema.Table) ([]schema.Column, error) {
	scope := dialect.Scope{Tables: []schema.Name{t.ID()}}
	if t.Schema != "" {
		scope.Schemas = []string{t.Schema}
	}
	found, err := s.Dialect.Inspect(ctx, db, scope)
	if err != nil {
		return nil, err
	}
	there := found.Table(t.ID())
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c schema.Column) bool {
		return c.NotNull || there == nil || there.Column(c.Name) != nil
	}), nil
}

// readHistory calls read, which queries the history table for columns as s.column spells them: once more where it failed because some
// are not there. An older version of this package made the table then, and no run has come to it since.
func (s *session) readHistory(ctx context.Context, db bun.IDB, read func() error) error {
	err := read()
	if err == nil || s.Dialect.IsMissingTable(err) || ctx.Err() != nil {
		return err
	}
	before := s.lacking
	if s.lookForColumns(ctx, db) != nil || slices.Equal(before, s.lacking) {
		return err // it failed for something else
	}
	return read()
}

// optional are the columns of a table that may be NULL.
func optional(t schema.Table) []string {
	var names []string
	for _, c := range t.Columns {
		if !c.NotNull {
			names = append(names, c.Name)
		}
	}
	return names
}

// lookForColumns looks which columns the history table lacks.
func (s *session) lookForColumns(ctx context.Context, db bun.IDB) error {
	lacking, err := s.lacks(ctx, db, historyTable(s.history))
	if err != nil {
		return err
	}
	s.lacking = nil
	for _, c := range lacking {
		s.lacking = append(s.lacking, c.Name)
	}
	return nil
}

// column is a column of the history table in a query; NULL where the table lacks it.
func (s *session) column(name string) string {
	if slices.Contains(s.lacking, name) {
		return "NULL"
	}
	return name
}
