package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// transaction calls run in a transaction and commits it, in its turn among the runs. Where others keep it out, or hold a lock that
// a statement in it needs, it is tried again, as long as the run may wait.
func (s *session) transaction(ctx context.Context, w *work, run func(bun.Tx) error) error {
	before := *w
	for wait := s.waiter(); ; *w = before {
		err := s.awaitTables(ctx, w, wait)
		if err == nil {
			err = s.tryTransaction(ctx, w, run)
		}
		switch {
		case errors.Is(err, dialect.ErrLocked):
			if err = wait.forRun(ctx, err); err == nil {
				err = s.unmoved(ctx, s.conn, w)
			}
		case s.Dialect.IsLockTimeout(err):
			s.Logger.Info("rolled back", "revision", w.id(), "error", err)
			after := *w
			*w = before
			err = s.lockTimedOut(ctx, w, wait, err)
			*w = after
		case err == nil:
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// tryTransaction does it once. The transaction itself does not end with the context: a rollback by database/sql would go on
// behind our back while the connection is used again.
func (s *session) tryTransaction(ctx context.Context, w *work, run func(bun.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.Dialect.Begin(ctx, s.conn, s.claim())
	if err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
		}
	}()
	if !s.inBatches || !s.lock.Held {
		err = s.unmoved(ctx, tx, w)
	}
	if err == nil {
		err = run(tx)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	committed = true
	return s.commit(ctx, tx)
}

// claim says how a transaction begins.
func (s *session) claim() dialect.Claim {
	return dialect.Claim{
		Key: s.key(), Table: s.VersionTable, Holding: s.hold != nil,
		LockTimeout: s.StatementLockTimeout, StatementTimeout: s.StatementTimeout,
	}
}

// commit commits. Where that fails the transaction may still be open (SQLite), so it is rolled back by name.
func (s *session) commit(ctx context.Context, tx bun.Tx) error {
	err := tx.Commit()
	if err == nil {
		return nil
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	_, _ = execute(ctx, s.conn, "ROLLBACK") // an error says that there is nothing to roll back
	return fmt.Errorf("commit: %w", s.Dialect.Explain(err))
}

// unmoved returns errMoved when another run was here since the task was planned: it came to the task's end, or began with it, or
// got further in it.
func (s *session) unmoved(ctx context.Context, db bun.IDB, w *work) error {
	at, err := s.place(ctx, db)
	if err != nil {
		return err
	}
	if done, running := at.progress(w.task); !slices.Equal(at.rows, w.before) || running != w.noted || done != w.done {
		return errMoved
	}
	return nil
}
