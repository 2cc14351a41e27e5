package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// revise runs one revision, or what is left of it. An error names it, and is noted in the history.
func (s *session) revise(ctx context.Context, w *work) error {
	w.started = s.now()
	err := s.begun(ctx, w)
	if err == nil || errors.Is(err, errMoved) {
		return err
	}
	if !errors.Is(err, dialect.ErrLocked) {
		s.noteFailure(ctx, w, err)
	}
	return fmt.Errorf("%s: %w", w.task, err)
}

func (s *session) begun(ctx context.Context, w *work) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.live {
		err := s.compile(w, func() (*schema.Schema, error) { return s.inspect(ctx, s.conn, []task{w.task}) })
		if err != nil {
			return err
		}
	}
	restore, err := s.Dialect.Prepare(ctx, s.conn, w.script)
	if err != nil {
		return fmt.Errorf("prepare the connection: %w", err)
	}
	defer func() {
		ctx, cancel := detached(ctx)
		defer cancel()
		if err := restore(ctx); err != nil {
			s.discard("restore", err)
		}
	}()
	if w.noted || slices.ContainsFunc(w.script.Steps, func(step dialect.Step) bool { return step.Autocommit }) {
		return s.segments(ctx, w)
	}
	err = s.transaction(ctx, w, func(tx bun.Tx) error { return s.perform(ctx, tx, w) })
	return s.blame(ctx, w, err)
}

// blame finds out whether it was the bookkeeping that failed in a round trip of both: then it fails by itself too.
func (s *session) blame(ctx context.Context, w *work, err error) error {
	if err == nil || w.suspect == nil || ctx.Err() != nil {
		return err
	}
	alone := s.rehearse(ctx, w.suspect)
	w.suspect = nil
	if alone != nil && alone.Error() == errors.Unwrap(err).Error() {
		return s.notRecorded(alone)
	}
	return err
}

// rehearse tries statements in a transaction that is rolled back.
func (s *session) rehearse(ctx context.Context, statements []string) error {
	tx, err := s.conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	_, err = execute(ctx, tx, statements...)
	return err
}

// noteFailure writes the error into the history, as well as that can be done: the error itself is what matters.
func (s *session) noteFailure(ctx context.Context, w *work, cause error) {
	statement := s.insertFailed(w.task, w.started, w.done, w.steps(), cause)
	switch {
	case w.noted && w.partial:
		statement = s.noteError(w.task, cause)
	case w.noted:
		statement = s.failRunning(w.task, cause)
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	if _, err := execute(ctx, s.conn, statement); err != nil {
		s.unwritten = statement
	}
}

// writeLate writes what could not be written on a connection that was lost.
func (s *session) writeLate(ctx context.Context) {
	if s.unwritten == "" {
		return
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	if _, err := execute(ctx, s.DB, s.unwritten); err != nil {
		s.Logger.Warn("the failure is not in the history", "table", s.history.String(), "error", err)
	}
}
