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

// query reads rows, each by a call of scan.
func query(ctx context.Context, db bun.IDB, text string, scan func(*sql.Rows) error) error {
	text, args := dialect.Verbatim(text)
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
