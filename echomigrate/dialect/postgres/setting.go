package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// setLocal is an expression that sets a duration until the transaction ends. Through a pooler a setting that lasted longer would
// be somebody else's.
func setLocal(name string, value time.Duration) string {
	return fmt.Sprintf("set_config('%s', %s, true)", name, limit(value))
}

// limit is a duration as a setting has it, which takes 0 for no limit.
func limit(value time.Duration) string { return fmt.Sprintf("'%dms'", max(1, value.Milliseconds())) }

// noLimit is an expression that has a setting be no limit until the transaction ends.
func noLimit(name string) string { return fmt.Sprintf("set_config('%s', '0', true)", name) }

// since is an expression that is worked out only on servers of a version, as server_version_num has it, and later ones.
func since(version int, expression string) string {
	return fmt.Sprintf("CASE WHEN current_setting('server_version_num')::int >= %d THEN %s END", version, expression)
}

func concat(expressions []string) string { return "concat(" + strings.Join(expressions, ", ") + ")" }

// watched is a condition: the server can look for clients that are gone while a statement runs, which is so from 14 on Linux.
const watched = "current_setting('server_version_num')::int >= 140000 AND version() LIKE '%linux%'"

// clientCheck is an expression that has the server end a statement within a second whose client is gone.
const clientCheck = "CASE WHEN " + watched + " THEN set_config('client_connection_check_interval', '1s', true) END"

// watchClient is clientCheck for the whole session, and gives what was set before; not valid where there is no such setting.
func watchClient(ctx context.Context, conn bun.Conn) (before sql.NullString, err error) {
	err = conn.QueryRowContext(ctx, "SELECT CASE WHEN "+watched+" THEN current_setting('client_connection_check_interval') END, "+
		"CASE WHEN "+watched+" THEN set_config('client_connection_check_interval', '1s', false) END").Scan(&before, new(any))
	return before, err
}

// Limit sets statement_timeout for the session, and puts it back.
func (Dialect) Limit(ctx context.Context, conn bun.Conn, claim dialect.Claim) (func(context.Context) error, error) {
	if claim.Backend == 0 || claim.StatementTimeout <= 0 {
		return func(context.Context) error { return nil }, nil
	}
	var before string
	text := "SELECT current_setting('statement_timeout'), set_config('statement_timeout', " + limit(claim.StatementTimeout) + ", false)"
	err := conn.QueryRowContext(ctx, text).Scan(&before, new(any))
	return func(ctx context.Context) error {
		_, err := conn.ExecContext(ctx, "SELECT set_config('statement_timeout', "+quoted(before)+", false)")
		return err
	}, err
}

func unwatchClient(ctx context.Context, conn bun.Conn, before sql.NullString) error {
	if !before.Valid {
		return nil
	}
	_, err := conn.ExecContext(ctx, "SELECT set_config('client_connection_check_interval', "+quoted(before.String)+", false)")
	return err
}
