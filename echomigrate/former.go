package echomigrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// former reads the version tables of other tools in the database.
func (m *Migrator) former(ctx context.Context, given []adopt.Source) ([]adopt.State, error) {
	scope, err := m.wholeScope(ctx)
	if err != nil {
		return nil, err
	}
	return adopt.Find(ctx, m.dialect, m.db, scope.Schemas, given, scope.Exclude...)
}

// replaced are the migrations that a revision replaces which makes what the database has.
func (m *Migrator) replaced(former []adopt.State) (list []revision.Former) {
	for _, f := range former {
		if len(f.Versions) > 0 {
			list = append(list, revision.Former{Tool: f.Tool, Versions: f.Versions, Database: m.name})
		}
	}
	return list
}

// FormerTool says in one line that another tool has migrated the database, and how to take that over: where the version table says
// nothing yet, a revision replaces migrations of the tool, and the tool's table, by its own name, has some. It is empty where that is
// not so, or not known.
func (m *Migrator) FormerTool(ctx context.Context) string {
	graph, err := m.compiled()
	if err != nil {
		return ""
	}
	if rows, err := m.runner(graph, nil).Current(ctx); err != nil || len(rows) > 0 {
		return ""
	}
	for _, r := range graph.Ordered() {
		for _, f := range r.Replaces {
			if f.Database != m.name {
				continue
			}
			state, err := adopt.Read(ctx, m.dialect, m.db, adopt.Source{Tool: f.Tool})
			if err == nil && len(state.Versions) > 0 {
				return fmt.Sprintf("%s has migrated this database, and is at %s, by table %s: take it over with `db adopt --from %s`",
					f.Tool, state.Latest(), state.Table, f.Tool)
			}
		}
	}
	return ""
}

// withFormer is an error of a run that came to nothing, with what FormerTool says.
func (m *Migrator) withFormer(ctx context.Context, err error, report runner.Report) error {
	if err == nil || len(report.Before) > 0 || len(report.Done) > 0 || ctx.Err() != nil || errors.Is(err, dialect.ErrLocked) {
		return err
	}
	if former := m.FormerTool(ctx); former != "" {
		return fmt.Errorf("%w: %s", err, former)
	}
	return err
}
