package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Sizes are not known: SQLite would have to read the tables.
func (Dialect) Sizes(context.Context, bun.IDB, []schema.Name) (map[schema.Name]dialect.Size, error) {
	return nil, nil
}
