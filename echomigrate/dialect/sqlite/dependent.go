package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// Dependents are none: which columns a view needs is found out when they are gone, and said by the operation that drops one.
func (Dialect) Dependents(context.Context, bun.IDB, []dialect.Column) ([]dialect.Dependent, error) {
	return nil, nil
}
