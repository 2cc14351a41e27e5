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

// runRevision runs one revision, or what is left of it. An error names it, and is noted in the history.
func (s *session) runRevision(ctx context.Context, w *work) (err error) {
	ctx, end := s.traceRevision(ctx, w)
	defer func() { end(err) }()
	w.started = s.now()
	err = s.prepareAndRun(ctx, w)
	if err == nil || errors.Is(err, errMoved) {
		return err
	}
	if !errors.Is(err, dialect.ErrLocked) {
		s.noteFailure(ctx, w, err)
	}
	return fmt.Errorf("%s: %w", w.task, err)
}

func (s *session) prepareAndRun(ctx context.Context, w *work) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.single && w.steps() > 0 {
		return s.holding(ctx, w, func(ctx context.Context) error { return s.runOneByOne(ctx, w) })
	}
	if w.live {
		err := s.compile(w, func() (*schema.Schema, error) { return s.inspectBefore(ctx, w, []task{w.task}) })
		if err != nil {
			return err
		}
	}
	if s.leavesConnection(w.script) {
		if err := s.ready(ctx); err != nil {
			return err
		}
		return s.runScript(ctx, w)
	}
	return s.prepared(ctx, w.script, func(ctx context.Context) error { return s.runScript(ctx, w) })
}

// runScript runs the whole of a revision's script on the connection that is readied for it.
func (s *session) runScript(ctx context.Context, w *work) error {
	if w.noted || slices.ContainsFunc(w.script.Steps, dialect.Step.IsAlone) {
		return s.holding(ctx, w, func(ctx context.Context) error { return s.runInSegments(ctx, w) })
	}
	return s.transaction(ctx, w, w.together(), func(tx bun.Tx) error {
		if err := s.before(ctx, tx, w); err != nil {
			return err
		}
		return s.runSteps(ctx, tx, w)
	})
}

// noteFailure writes the error into the history, as well as that can be done: the error itself is what matters.
func (s *session) noteFailure(ctx context.Context, w *work, cause error) {
	statement := s.insertFailed(w, w.before, cause)
	switch {
	case w.noted && w.partial:
		statement = s.noteError(w.task, cause)
	case w.noted:
		statement = dialect.Joined([]string{s.failRunning(w.task, cause), s.noteError(w.task, cause)})
	}
	s.writeFailure(ctx, statement)
}

// writeFailure writes what the history says of a failure; later, where the connection is lost.
func (s *session) writeFailure(ctx context.Context, statement string) {
	ctx, cancel := s.detachedInTime(ctx)
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
	ctx, cancel := s.detachedInTime(ctx)
	defer cancel()
	if _, err := execute(ctx, s.DB, s.unwritten); err != nil {
		s.Logger.Warn("the failure is not in the history", "table", s.history.String(), "error", err)
	}
}
