package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Lock succeeds at once: a connection cannot keep SQLite's write lock between transactions, so Begin takes it in each. Here the
// connection is told to wait for it as long as wait says; Release puts the old time back.
func (Dialect) Lock(ctx context.Context, conn bun.Conn, _ string, wait time.Duration) (dialect.Lock, error) {
	before, err := pragma(ctx, conn, "busy_timeout")
	if err != nil {
		return dialect.Lock{}, err
	}
	if err := setPragma(ctx, conn, "busy_timeout", max(0, int(wait.Milliseconds()))); err != nil {
		return dialect.Lock{}, err
	}
	return dialect.Lock{Release: func(ctx context.Context) error { return setPragma(ctx, conn, "busy_timeout", before) }}, nil
}

// Begin takes the write lock by a DELETE of nothing, and where there is no version table by setting a number to what it is.
func (d Dialect) Begin(ctx context.Context, conn bun.Conn, claim dialect.Claim) (bun.Tx, error) {
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return tx, fmt.Errorf("begin: %w", err)
	}
	if claim.Table.Table != "" {
		_, err = tx.ExecContext(ctx, "DELETE FROM "+quote(flatName(claim.Table))+" WHERE 0")
	} else {
		var number int
		if number, err = pragma(ctx, tx, "user_version"); err == nil {
			err = setPragma(ctx, tx, "user_version", number)
		}
	}
	if err == nil {
		return tx, nil
	}
	_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
	if d.IsBusy(err) {
		return tx, fmt.Errorf("%w (%w)", dialect.ErrLocked, err)
	}
	return tx, fmt.Errorf("claim %s: %w", claim.Table, d.Explain(err))
}

// Commits is a number of the connection's, which its own commits leave as it is.
func (Dialect) Commits() string { return "PRAGMA data_version" }

// Opening is nothing: Begin has the write lock, and with it everything.
func (Dialect) Opening(dialect.Claim, []op.Operation) []string { return nil }

// Limit does nothing: SQLite has no such setting.
func (Dialect) Limit(context.Context, bun.Conn, dialect.Claim) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, nil
}

// IsReading is false: a connection may do other things while it reads.
func (Dialect) IsReading(bun.Conn) bool { return false }

// Holder is nil: SQLite does not say who has the write lock.
func (Dialect) Holder(context.Context, bun.IDB, string) (*dialect.Session, error) { return nil, nil }

// HolderJSON is NULL, as Holder is nil.
func (Dialect) HolderJSON(string) string { return "NULL" }

// Blockers are none: whoever has the write lock has everything.
func (Dialect) Blockers(context.Context, bun.IDB, []op.Operation) ([]dialect.Blocker, error) {
	return nil, nil
}

// IsLockTimeout is false: there is no lock but the one that Begin takes.
func (Dialect) IsLockTimeout(error) bool { return false }

// Prepare turns the enforcement of foreign keys off for a script with rebuilds: dropping the old table would fire ON DELETE.
// It cannot be turned off inside a transaction. The script checks the foreign keys before it ends. Whatever the script,
// renaming a table takes the views, triggers and foreign keys that name it along.
func (Dialect) Prepare(ctx context.Context, conn bun.IDB, script dialect.Script) (func(context.Context) error, error) {
	names := []string{"legacy_alter_table", ignoreChecks}
	if script.Rebuilds {
		names = append(names, "foreign_keys")
		if err := dropNotes(ctx, conn); err != nil {
			return nil, err
		}
	}
	before := make([]int, len(names))
	for i, name := range names {
		var err error
		if before[i], err = pragma(ctx, conn, name); err != nil {
			return nil, err
		}
	}
	restore := func(ctx context.Context) error { // also what the script itself has set
		var err error
		if script.Rebuilds {
			err = dropNotes(ctx, conn)
		}
		return errors.Join(err, setPragmas(ctx, conn, names, before))
	}
	if off := make([]int, len(names)); !slices.Equal(before, off) {
		if err := setPragmas(ctx, conn, names, off); err != nil {
			return nil, errors.Join(err, restore(context.WithoutCancel(ctx)))
		}
	}
	return restore, nil
}

// setPragmas sets several in one round trip.
func setPragmas(ctx context.Context, db bun.IDB, names []string, values []int) error {
	statements := make([]string, len(names))
	for i, name := range names {
		statements[i] = "PRAGMA " + name + " = " + strconv.Itoa(values[i])
	}
	if _, err := dialect.Execute(ctx, db, statements...); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(statements, "; "), err)
	}
	return nil
}

func pragma(ctx context.Context, db bun.IDB, name string) (value int, err error) {
	if err = db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value); err != nil {
		err = fmt.Errorf("PRAGMA %s: %w", name, err)
	}
	return value, err
}

func setPragma(ctx context.Context, db bun.IDB, name string, value int) error {
	if _, err := db.ExecContext(ctx, "PRAGMA "+name+" = "+strconv.Itoa(value)); err != nil {
		return fmt.Errorf("PRAGMA %s = %d: %w", name, value, err)
	}
	return nil
}

// Now is strftime with milliseconds.
func (Dialect) Now() string { return `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')` }

// Since is a difference of Julian days, which are exact to less than a millisecond.
func (Dialect) Since(then string) string {
	return "max(CAST(round((julianday('now') - julianday(" + then + ")) * 86400000) AS INTEGER), 0)"
}

// Exists asks the catalog.
func (d Dialect) Exists(table schema.Name) string {
	return "EXISTS (SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = " + text(flatName(table)) + " COLLATE NOCASE)"
}

// IsMissingTable goes by SQLite's own text, which every driver passes on: the code for it is the one for any error in SQL.
func (Dialect) IsMissingTable(err error) bool { return isMissingTable(err) }

// IsInvalidIndex is false: SQLite builds an index wholly or not at all.
func (Dialect) IsInvalidIndex(context.Context, bun.IDB, schema.Name, string) (bool, error) {
	return false, nil
}

func isMissingTable(err error) bool {
	return err != nil && strings.Contains(err.Error(), "no such table")
}

// IsBusy goes by SQLite's codes, which some drivers give, or else by its text.
func (Dialect) IsBusy(err error) bool {
	const busy, locked = 5, 6
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		code := coded.Code() & 0xff
		return code == busy || code == locked
	}
	return err != nil && (strings.Contains(err.Error(), "database is locked") || strings.Contains(err.Error(), "database table is locked"))
}
