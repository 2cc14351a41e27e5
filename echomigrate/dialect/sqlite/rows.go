package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Rows counts them: SQLite has no estimate that can be relied on.
func (d Dialect) Rows(ctx context.Context, db bun.IDB, table schema.Name) (n int64, err error) {
	query, args := dialect.Verbatim("SELECT count(*) FROM " + d.QuoteTable(table))
	err = db.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}
