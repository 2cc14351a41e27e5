package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// The advisory locks of a key. They belong to one database. They are tried for and never waited for: a session that waits inside
// PostgreSQL holds a snapshot, for which CREATE INDEX CONCURRENTLY of the holder would wait in turn.
//
// The run lock keeps other runs out between transactions. A session holds it, where the connection is one; where a pooler may
// stand between, a transaction on a connection of its own does. The turn lock is each transaction's, so that no two runs are
// ever in a transaction together, whatever became of the run lock. A session that holds the run lock holds it too: so the last
// transaction is over of a run that has lost its run lock, and none has to try for it again.
func runLock(key string) int64  { return lockID(key) }
func turnLock(key string) int64 { return lockID(key + " turn") }

func lockID(key string) int64 {
	h := fnv.New64a()
	h.Write([]byte("echomigrate " + key))
	return int64(h.Sum64())
}

// Lock takes the run lock for the session where the driver says that it talks to the server's process itself. A pooler may give
// each transaction another session, and the lock would stay at one of them: through a pooler, or through a driver that does not
// say, Lock succeeds at once and holds nothing.
func (d Dialect) Lock(ctx context.Context, conn bun.Conn, key string, wait time.Duration) (dialect.Lock, error) {
	pid := backend(conn)
	switch got, err := lockOnce(ctx, conn, pid, runLock(key)); {
	case err != nil:
		return dialect.Lock{}, err
	case !got.Valid:
		return dialect.Lock{Pooled: true, Release: func(context.Context) error { return nil }}, nil
	case !got.Bool:
		return dialect.Lock{}, dialect.ErrLocked
	}
	if got, err := lockOnce(ctx, conn, pid, turnLock(key)); err != nil || !got.Bool {
		return dialect.Lock{}, errors.Join(cmp.Or(err, dialect.ErrLocked), unlock(context.WithoutCancel(ctx), conn, runLock(key)))
	}
	before, err := ready(ctx, conn, wait)
	lock := dialect.Lock{Held: true, Backend: pid,
		Lift: func(ctx context.Context) error { return before.setLockTimeout(ctx, conn) },
		Release: func(ctx context.Context) error {
			return errors.Join(before.set(ctx, conn), unlock(ctx, conn, turnLock(key), runLock(key)))
		}}
	if err != nil {
		return dialect.Lock{}, errors.Join(err, lock.Release(context.WithoutCancel(ctx)))
	}
	return lock, nil
}

// lockOnce tries once for a session's lock; not valid where the session is not that of the server's process pid.
func lockOnce(ctx context.Context, conn bun.Conn, pid, id int64) (got sql.NullBool, err error) {
	text := fmt.Sprintf("SELECT CASE WHEN pg_backend_pid() = %d THEN pg_try_advisory_lock(%d) END", pid, id)
	if err := conn.QueryRowContext(ctx, text).Scan(&got); err != nil {
		return got, cmp.Or(over(ctx), err)
	}
	return got, nil
}

// unlock releases locks in their order: whoever gets the last has them all.
func unlock(ctx context.Context, conn bun.Conn, ids ...int64) error {
	text := "SELECT true"
	for _, id := range ids {
		text += fmt.Sprintf(" AND pg_advisory_unlock(%d)", id)
	}
	var released bool
	if err := conn.QueryRowContext(ctx, text).Scan(&released); err != nil {
		return err
	}
	if !released {
		return errors.New("the lock was not held any more")
	}
	return nil
}

// over is why a context is over; nil while it is not. A driver that hands the deadline on to the connection may see it first.
func over(ctx context.Context) error {
	if deadline, has := ctx.Deadline(); has && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// readCommitted is what lets a transaction see what was committed before it got its lock.
var readCommitted = &sql.TxOptions{Isolation: sql.LevelReadCommitted}

// Begin begins a transaction that reads what is committed. Where the session has no lock it takes the turn lock in it, and the run
// lock where nobody holds it for the run.
func (d Dialect) Begin(ctx context.Context, conn bun.Conn, claim dialect.Claim) (bun.Tx, error) {
	if claim.Backend != 0 {
		tx, err := conn.BeginTx(context.WithoutCancel(ctx), readCommitted)
		if err != nil {
			err = fmt.Errorf("begin: %w", err)
		}
		return tx, err
	}
	locks := []int64{turnLock(claim.Key)}
	if !claim.Holding {
		locks = append(locks, runLock(claim.Key))
	}
	return take(ctx, conn, locks, append(timeouts(claim), clientCheck))
}

// timeouts are expressions that set what a claim says.
func timeouts(claim dialect.Claim) (settings []string) {
	if claim.LockTimeout > 0 {
		settings = append(settings, setLocal("lock_timeout", claim.LockTimeout))
	}
	if claim.StatementTimeout > 0 {
		settings = append(settings, setLocal("statement_timeout", claim.StatementTimeout))
	}
	return settings
}

// Commits is nothing: there is no such number that costs less than to read the tables.
func (Dialect) Commits() string { return "" }

// Opening is nothing where the session has no lock: Begin has set what there is to be set, and asks in round trips of its own.
func (d Dialect) Opening(claim dialect.Claim, ops []op.Operation) []string {
	if claim.Backend == 0 {
		return nil
	}
	// an error of a plain expression, because a block of PL/pgSQL takes longer than all the others together
	same := fmt.Sprintf("CAST(CASE pg_backend_pid() WHEN %d THEN '1' ELSE %s END AS integer)", claim.Backend,
		quoted("the connection that holds the migration lock is another one: a pooler stands before the database"))
	statements := []string{"SELECT " + strings.Join(append(timeouts(claim), same), ", ")}
	if wanted := wants(ops); len(wanted) > 0 {
		statements = append(statements, raiseUnless("NOT EXISTS (SELECT "+d.users(wanted)+")",
			"ERRCODE = '"+lockNotAvailable+"', MESSAGE = 'others use a table that is to be changed'"))
	}
	return statements
}

// Hold has the run lock in a transaction on the run's connection, which does nothing else. So only the run that has the lock needs a
// second connection: where a pooler has few, and each run waited for its second with its first in hand, none would come to an end.
func (d Dialect) Hold(ctx context.Context, conn bun.Conn, db *bun.DB, key string) (*dialect.Hold, error) {
	if db.Stats().MaxOpenConnections == 1 {
		return nil, errors.New("steps outside a transaction need a second connection, because a pooler may stand before this one: " +
			"let the *sql.DB open two (SetMaxOpenConns), or connect to the server itself")
	}
	tx, err := take(ctx, conn, []int64{runLock(key)}, []string{clientCheck, noLimit("idle_in_transaction_session_timeout"),
		since(170000, noLimit("transaction_timeout"))})
	if err != nil {
		return nil, err
	}
	return &dialect.Hold{
		TakesConnection: true,
		Check: func(ctx context.Context) error {
			_, err := tx.ExecContext(ctx, "SELECT 1")
			return err
		},
		Release: func(context.Context) error {
			err := tx.Rollback()
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it: others may need its place
			return err
		},
	}, nil
}

// take begins a transaction and tries for locks that end with it. Its settings end with it too.
func take(ctx context.Context, conn bun.Conn, locks []int64, settings []string) (bun.Tx, error) {
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), readCommitted)
	if err != nil {
		return tx, fmt.Errorf("begin: %w", err)
	}
	text := "SELECT true"
	for _, id := range locks {
		text += fmt.Sprintf(" AND pg_try_advisory_xact_lock(%d)", id)
	}
	var got bool
	err = tx.QueryRowContext(ctx, text+", "+concat(settings)).Scan(&got, new(any))
	switch {
	case err != nil:
		err = fmt.Errorf("claim the database: %w", cmp.Or(over(ctx), err))
	case !got:
		err = dialect.ErrLocked
	default:
		return tx, nil
	}
	_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
	return tx, err
}
