package runner

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// runInSegments runs a revision that is not one transaction: what can be in a transaction together is in one, what cannot is
// by itself, and behind each the history says how far it got. A run that is stopped is gone on with from there.
func (s *session) runInSegments(ctx context.Context, w *work) error {
	resumed := w.noted
	if err := s.noteRunning(ctx, w); err != nil {
		return err
	}
	return s.runSegments(ctx, w, resumed)
}

// runOneByOne runs each operation by itself. What it is made of depends on what the ones before it left.
func (s *session) runOneByOne(ctx context.Context, w *work) error {
	resumed := w.noted
	if err := s.noteRunning(ctx, w); err != nil {
		return err
	}
	for ; !w.finished; resumed = false {
		if err := s.compileNext(ctx, w); err != nil {
			return err
		}
		err := s.prepared(ctx, w.script, func(ctx context.Context) error { return s.runSegments(ctx, w, resumed) })
		if err != nil {
			return err
		}
	}
	return nil
}

// compileNext makes the script of the next operation that does anything on this database, and takes in those before it that do
// nothing.
func (s *session) compileNext(ctx context.Context, w *work) error {
	w.script, w.end = dialect.Script{}, w.done
	for end := w.done + 1; end <= w.steps(); end++ {
		err := s.compileTo(w, end, func() (*schema.Schema, error) { return s.inspectBefore(ctx, w, []task{w.task}) })
		if err != nil || len(w.script.Steps) > 0 {
			return err
		}
	}
	return nil
}

// noteRunning notes in the history that a revision begins, unless that was done by a run that was stopped.
func (s *session) noteRunning(ctx context.Context, w *work) error {
	if !w.noted {
		err := s.transaction(ctx, w, nil, func(tx bun.Tx) error {
			if err := s.before(ctx, tx, w); err != nil {
				return err
			}
			_, err := s.sendAndNote(ctx, tx, nil, s.inHistory(s.insertRunning(w.task, w.started, w.steps())))
			return err
		})
		if err != nil {
			return err
		}
		w.noted = true
	}
	return nil
}

// runSegments runs the script to its end.
func (s *session) runSegments(ctx context.Context, w *work, resumed bool) error {
	w.partial = w.partial || resumed
	for first := true; !w.finished && (first || len(w.script.Steps) > 0 || w.isThrough()); first = false {
		if len(w.script.Steps) == 0 || !w.script.Steps[0].IsAlone() {
			err := s.transaction(ctx, w, w.together(), func(tx bun.Tx) error { return s.runSteps(ctx, tx, w) })
			if err != nil {
				return err
			}
			w.partial = true
			continue
		}
		if err := s.runOutsideTransaction(ctx, w, resumed && first); err != nil {
			return err
		}
	}
	return nil
}

// runOutsideTransaction runs one step outside a transaction. What it did is recorded even when the context has ended meanwhile.
func (s *session) runOutsideTransaction(ctx context.Context, w *work, again bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	step := w.script.Steps[0]
	var err error
	if step.Backfill != nil { // each of its batches has the limit of a transaction
		err = s.carryOut(ctx, w, step, again)
	} else {
		err = s.limited(ctx, func() error { return s.carryOut(ctx, w, step, again) })
	}
	if err != nil {
		return err
	}
	recording, cancel := detached(ctx)
	defer cancel()
	err = s.transaction(recording, w, nil, func(tx bun.Tx) error {
		w.advance()
		if s.AfterRevision != nil { // it may fail, and must not take back that the step is done
			return s.recordStep(recording, tx, w)
		}
		return s.record(recording, tx, w)
	})
	if err != nil {
		return err
	}
	return s.compileBehind(ctx, s.conn, w, step)
}

// carryOut does a step outside a transaction, unless a run that was stopped behind it has done it.
func (s *session) carryOut(ctx context.Context, w *work, step dialect.Step, again bool) error {
	done := false
	if again {
		var err error
		if done, err = s.tidy(ctx, w, step); err != nil {
			return s.located(w, step, err)
		}
	}
	w.partial = true
	if done {
		return nil
	}
	if err := s.fence(ctx); err != nil {
		return err
	}
	return s.step(ctx, s.conn, w, step)
}
