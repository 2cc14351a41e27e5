package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// holdName is the further file's name on a connection.
const holdName = "echomigrate_hold"

// Hold locks a further file, beside that of the database and named as that with "-migrating" behind: while a connection has a file
// attached in SQLite's exclusive mode, it keeps the lock on it between transactions, and leaves the database itself free. The file
// stays there, nearly empty: who removed it could not tell whether somebody else has just opened it. A database in memory has no Hold.
func (d Dialect) Hold(ctx context.Context, conn bun.Conn, _ *bun.DB, _ string) (*dialect.Hold, error) {
	path, err := holdPath(ctx, conn)
	if err != nil || path == "" {
		return nil, err
	}
	wait, err := pragma(ctx, conn, "busy_timeout")
	if err != nil {
		return nil, err
	}
	release := func(ctx context.Context) error { return detach(ctx, conn) }
	err = d.attach(ctx, conn, path)
	if errWait := setPragma(context.WithoutCancel(ctx), conn, "busy_timeout", wait); err == nil {
		err = errWait
	}
	if err != nil {
		return nil, errors.Join(err, release(context.WithoutCancel(ctx)))
	}
	return &dialect.Hold{Check: func(context.Context) error { return nil }, Release: release}, nil
}

// IsHeld reports whether the further file cannot be read, which is so while somebody has it in SQLite's exclusive mode.
func (d Dialect) IsHeld(ctx context.Context, db *bun.DB, _ string) (held bool, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	path, err := holdPath(ctx, conn)
	if err != nil || path == "" {
		return false, err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return false, nil // attaching would make it
	}
	wait, err := pragma(ctx, conn, "busy_timeout")
	if err != nil {
		return false, err
	}
	for _, statement := range []string{
		"PRAGMA busy_timeout = 0",
		"ATTACH DATABASE " + text(path) + " AS " + holdName,
		"SELECT count(*) FROM " + holdName + ".sqlite_schema",
	} {
		if _, err = dialect.Execute(ctx, conn, statement); err != nil {
			break
		}
	}
	if held = d.IsBusy(err); held {
		err = nil
	}
	ctx = context.WithoutCancel(ctx)
	return held, errors.Join(err, detach(ctx, conn), setPragma(ctx, conn, "busy_timeout", wait))
}

// holdPath is where the further file of a connection's database is; empty for one in memory.
func holdPath(ctx context.Context, conn bun.Conn) (path string, err error) {
	if err := conn.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path); err != nil {
		return "", fmt.Errorf("PRAGMA database_list: %w", err)
	}
	if path == "" {
		return "", nil
	}
	return path + "-migrating", nil
}

// attach attaches a file and locks it, without waiting for whoever has locked it.
func (d Dialect) attach(ctx context.Context, conn bun.Conn, path string) error {
	file, err := d.Literal(path)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"PRAGMA busy_timeout = 0",
		"ATTACH DATABASE " + file + " AS " + holdName,
		"PRAGMA " + holdName + ".locking_mode = EXCLUSIVE",
		"PRAGMA " + holdName + ".journal_mode = MEMORY",
		"PRAGMA " + holdName + ".user_version = 1", // writes, which takes the lock
	} {
		if _, err := dialect.Execute(ctx, conn, statement); d.IsBusy(err) {
			return fmt.Errorf("%w (%w)", dialect.ErrLocked, err)
		} else if err != nil {
			return fmt.Errorf("lock %s: %w", path, err)
		}
	}
	return nil
}

// detach lets go of the further file where it is attached. Where that cannot be done the connection ends, and the lock with it.
func detach(ctx context.Context, conn bun.Conn) error {
	var attached int
	err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pragma_database_list WHERE name = '"+holdName+"'").Scan(&attached)
	if err == nil && attached > 0 {
		_, err = conn.ExecContext(ctx, "DETACH DATABASE "+holdName)
	}
	if err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return err
}
