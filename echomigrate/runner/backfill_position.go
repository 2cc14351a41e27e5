package runner

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// position is how far the Backfill has got at which a running task is.
func (s *session) position(ctx context.Context, t task) (position, error) {
	var (
		key  sql.NullString
		rows sql.NullInt64
	)
	text := "SELECT reached, rows_done FROM " + s.Dialect.QuoteTable(s.history) + " WHERE " + s.isRunning(t)
	if err := dialect.Query(ctx, s.conn, text, func(r *sql.Rows) error { return r.Scan(&key, &rows) }); err != nil {
		return position{}, fmt.Errorf("read table %s: %w", s.history, err)
	}
	return position{key: key.String, rows: rows.Int64}, nil
}

// reach notes how far a Backfill has got. It changes no row where another run has got further meanwhile.
func (s *session) reach(t task, from, to position) string {
	return fmt.Sprintf("UPDATE %s SET reached = %s, rows_done = %d WHERE coalesce(rows_done, 0) = %d AND coalesce(reached, '') = %s AND %s",
		s.Dialect.QuoteTable(s.history), s.text(to.key), to.rows, from.rows, s.text(from.key), s.isRunning(t))
}
