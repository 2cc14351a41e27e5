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

// settings are those of a session that a lock changes, as they were before; clientCheck is not valid where there is no such setting.
type settings struct {
	lockTimeout string
	clientCheck sql.NullString
}

// ready sets clientCheck and how long a statement waits for a lock for the whole session, and gives what was set before.
func ready(ctx context.Context, conn bun.Conn, wait time.Duration) (before settings, err error) {
	err = conn.QueryRowContext(ctx, "SELECT current_setting('lock_timeout'), set_config('lock_timeout', "+limit(wait)+", false), "+
		"CASE WHEN "+watched+" THEN current_setting('client_connection_check_interval') END, "+
		"CASE WHEN "+watched+" THEN set_config('client_connection_check_interval', '1s', false) END").
		Scan(&before.lockTimeout, new(any), &before.clientCheck, new(any))
	return before, err
}

func (s settings) setLockTimeout(ctx context.Context, conn bun.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT "+s.lockTimeoutSet())
	return err
}

func (s settings) set(ctx context.Context, conn bun.Conn) error {
	if s.lockTimeout == "" {
		return nil // nothing was set
	}
	text := "SELECT " + s.lockTimeoutSet()
	if s.clientCheck.Valid {
		text += ", set_config('client_connection_check_interval', " + quoted(s.clientCheck.String) + ", false)"
	}
	_, err := conn.ExecContext(ctx, text)
	return err
}

func (s settings) lockTimeoutSet() string {
	return "set_config('lock_timeout', " + quoted(s.lockTimeout) + ", false)"
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
