package runner

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// execute sends statements in one round trip.
func execute(ctx context.Context, db bun.IDB, statements ...string) (sql.Result, error) {
	return dialect.Execute(ctx, db, statements...)
}
