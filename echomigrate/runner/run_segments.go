package runner

import (
	"context"

	"github.com/uptrace/bun"
)

// runInSegments runs a revision that is not one transaction: what can be in a transaction together is in one, what cannot is
// by itself, and behind each the history says how far it got. A run that is stopped is gone on with from there.
func (s *session) runInSegments(ctx context.Context, w *work) error {
	resumed := w.noted
	if !resumed {
		err := s.transactionOf(ctx, w, nil, func(tx bun.Tx) error {
			if err := s.before(ctx, tx, w); err != nil {
				return err
			}
			if _, err := s.send(ctx, tx, s.insertRunning(w.task, w.started, w.steps())); err != nil {
				return s.notRecorded(err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		w.noted = true
	}
	w.partial = resumed
	for first := true; !w.finished; first = false {
		if len(w.script.Steps) == 0 || !w.script.Steps[0].IsAlone() {
			err := s.transactionOf(ctx, w, w.together(), func(tx bun.Tx) error { return s.runSteps(ctx, tx, w) })
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
	done := false
	if again {
		var err error
		if done, err = s.tidy(ctx, w, step); err != nil {
			return s.located(w, step, err)
		}
	}
	w.partial = true
	if !done {
		if err := s.fence(ctx); err != nil {
			return err
		}
		if err := s.step(ctx, s.conn, w, step); err != nil {
			return err
		}
	}
	recording, cancel := detached(ctx)
	defer cancel()
	err := s.transactionOf(recording, w, nil, func(tx bun.Tx) error {
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
