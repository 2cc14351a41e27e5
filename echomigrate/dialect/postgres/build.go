package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// BuildOf goes by the connection's process, and by the table where a pooler hides which process that is.
func (d Dialect) BuildOf(conn bun.Conn, table schema.Name) dialect.AskBuild {
	is := fmt.Sprintf("p.pid = %d", backend(conn))
	either := is
	if table.Table != "" {
		either = "(" + is + " OR p.relid = to_regclass(" + quoted(d.QuoteTable(table)) + ")::oid)"
	}
	// The rows of other roles' processes say nothing.
	text := `SELECT p.phase, p.lockers_done, p.lockers_total, p.current_locker_pid, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total
		FROM pg_stat_progress_create_index p WHERE p.datname = current_database() AND p.phase IS NOT NULL AND ` + either + ` ORDER BY ` + is + ` DESC LIMIT 1`
	return func(ctx context.Context, db bun.IDB) (*dialect.Build, error) {
		var (
			b                       dialect.Build
			lockers, blocks, tuples counted
			phase                   string
			process                 int
		)
		err := db.QueryRowContext(ctx, "?", bun.Safe(text)).
			Scan(&phase, &lockers.done, &lockers.total, &process, &blocks.done, &blocks.total, &tuples.done, &tuples.total)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		b.Phase = phase
		switch {
		case strings.HasPrefix(phase, "waiting"):
			b.Unit, b.Done, b.Total, b.WaitsFor = "transactions", lockers.done, lockers.total, process
		case tuples.total > 0: // it is known when the table has been read
			b.Unit, b.Done, b.Total = "tuples", tuples.done, tuples.total
		case blocks.total > 0:
			b.Unit, b.Done, b.Total = "blocks", blocks.done, blocks.total
		}
		return &b, nil
	}
}

// counted is how much of something is done.
type counted struct{ done, total int64 }
