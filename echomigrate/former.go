package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
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
