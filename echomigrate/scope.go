package echomigrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// scope is what an inspection looks at: the schemas that the models, the history and the configuration name, without our
// own tables.
func (m *Migrator) scope(named ...*schema.Schema) dialect.Scope {
	schemas := slices.Clone(m.config.Schemas)
	for _, s := range named {
		for _, t := range s.Tables {
			if t.Schema != "" {
				schemas = append(schemas, t.Schema)
			}
		}
		for _, e := range s.Enums {
			if e.Schema != "" {
				schemas = append(schemas, e.Schema)
			}
		}
		for _, q := range s.Sequences {
			if q.Schema != "" {
				schemas = append(schemas, q.Schema)
			}
		}
	}
	slices.Sort(schemas)
	return dialect.Scope{
		Schemas: slices.Compact(schemas),
		Exclude: []schema.Name{m.config.VersionTable, runner.HistoryTable(m.config.VersionTable)},
	}
}

// wholeScope is all schemas that the database has.
func (m *Migrator) wholeScope(ctx context.Context) (dialect.Scope, error) {
	scope := m.scope()
	var further []string
	err := m.runner(nil, nil).InTime(ctx, func(ctx context.Context) (err error) {
		further, err = m.dialect.Schemas(ctx, m.db)
		return err
	})
	scope.Schemas = append(scope.Schemas, further...)
	slices.Sort(scope.Schemas)
	scope.Schemas = slices.Compact(scope.Schemas)
	return scope, err
}

// read reads the part of the database's schema that is in a scope.
func (m *Migrator) read(ctx context.Context, db bun.IDB, scope dialect.Scope) (*schema.Schema, error) {
	s, err := m.dialect.Inspect(ctx, db, scope)
	if err != nil {
		return nil, fmt.Errorf("read the database's schema: %w", err)
	}
	return s, nil
}

// included reports whether an object takes part in comparisons; nil where all do.
func (m *Migrator) included() func(diff.Pair) bool {
	table, object := m.config.Include, m.config.IncludeObject
	if table == nil && object == nil {
		return nil
	}
	return func(o diff.Pair) bool {
		return (table == nil || o.Kind != diff.KindTable || table(o.Table)) && (object == nil || object(o))
	}
}
