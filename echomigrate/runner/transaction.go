package runner

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// transaction calls run in a transaction and commits it, in its turn among the runs; ops are what run carries out. run sends the
// transaction's opening, by open, or with its first statements by send. Where others keep it out, or hold a lock that a statement in
// it needs, it is tried again, as long as the run may wait.
func (s *session) transaction(ctx context.Context, w *work, ops []op.Operation, run func(bun.Tx) error) error {
	before := *w
	for wait, first := s.waiter(), true; ; *w, first = before, false {
		s.opening = s.Dialect.Opening(s.claim(), ops)
		var err error
		if len(s.opening) == 0 || !first { // else the opening looks, in the same round trip as what follows
			s.opening = s.Dialect.Opening(s.claim(), nil)
			err = s.awaitTables(ctx, ops, wait)
		}
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
			err = s.lockTimedOut(ctx, ops, wait, err)
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
		s.opening, s.noting = nil, false
		if !committed {
			_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
		}
	}()
	var found seen
	if !s.lock.Held {
		found, err = s.unmovedSince(ctx, tx, w)
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
	if err := s.commit(ctx, tx); err != nil {
		return err
	}
	s.seen = found
	return nil
}

// open sends the transaction's opening, unless that was done.
func (s *session) open(ctx context.Context, tx bun.IDB) error {
	if len(s.opening) == 0 {
		return nil
	}
	_, err := s.send(ctx, tx)
	return err
}

// send sends statements in one round trip, behind the transaction's opening where that was not sent yet.
func (s *session) send(ctx context.Context, tx bun.IDB, statements ...string) (sql.Result, error) {
	all := slices.Concat(s.opening, statements)
	s.opening = nil
	return execute(ctx, tx, all...)
}

// claim says how a transaction begins.
func (s *session) claim() dialect.Claim {
	return dialect.Claim{
		Key: s.key(), Table: s.VersionTable, Holding: s.hold != nil, Backend: s.lock.Backend,
		LockTimeout: s.StatementLockTimeout, StatementTimeout: s.StatementTimeout,
	}
}

// commit commits. Where that fails the transaction may still be open (SQLite), so it is rolled back by name.
func (s *session) commit(ctx context.Context, tx bun.Tx) error {
	err := tx.Commit()
	if err == nil {
		s.pause = 0
		return nil
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	_, _ = execute(ctx, s.conn, "ROLLBACK") // an error says that there is nothing to roll back
	return notCommitted{fmt.Errorf("commit: %w", s.Dialect.Explain(err))}
}

// notCommitted is the error of a commit. Where it is that of several revisions none of them is to blame for it.
type notCommitted struct{ error }

// Unwrap is the error with "commit" before it.
func (e notCommitted) Unwrap() error { return e.error }

// unmoved returns errMoved when another run was here since the task was planned: it came to the task's end, or began with it, or
// got further in it.
func (s *session) unmoved(ctx context.Context, db bun.IDB, w *work) error {
	at, err := s.place(ctx, db)
	if err != nil {
		return err
	}
	return s.unmovedIn(at, w)
}

// unmovedIn returns errMoved where the task does not go on from a state.
func (s *session) unmovedIn(at state, w *work) error {
	if done, running := at.progress(w.task); !slices.Equal(at.rows, w.before) || running != w.noted || done != w.done {
		s.found = at.rows
		return errMoved
	}
	return nil
}
