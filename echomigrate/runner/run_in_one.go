package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// runInOne runs the revisions in one transaction: what they do, the version rows and the history are committed together, or
// nothing is.
func (s *session) runInOne(ctx context.Context, all []work, report *Report) error {
	if len(all) == 0 {
		return nil
	}
	all[0].started = s.now() // it may fail before it comes to the first
	took := make([]time.Duration, len(all))
	at, err := s.allInOne(ctx, all, took)
	if errors.Is(err, errMoved) {
		return err
	}
	if err != nil {
		w := &all[at]
		if !errors.Is(err, dialect.ErrLocked) {
			s.writeFailure(ctx, s.insertFailed(w, all[0].before, err))
		}
		if at > 0 && errors.As(err, new(notCommitted)) {
			return fmt.Errorf("%s %s in one transaction: %w", w.direction, shortened(ids(all)), err)
		}
		err = fmt.Errorf("%s: %w", w.task, err)
		if at > 0 {
			err = fmt.Errorf("%w (rolled back with it: %s)", err, shortened(ids(all[:at])))
		}
		return err
	}
	for i := range all {
		s.report(&all[i], s.event(all[i].task, took[i]), report)
	}
	return nil
}

// allInOne is that transaction. It tells which revision it was at when it ended, and how long each took.
func (s *session) allInOne(ctx context.Context, all []work, took []time.Duration) (at int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	var ops []op.Operation
	for i := range all {
		ops = append(ops, all[i].left()...)
	}
	planned := slices.Clone(all)
	err = s.prepared(ctx, scriptOfAll(all), func(ctx context.Context) error {
		return s.transaction(ctx, &all[0], ops, func(tx bun.Tx) error {
			copy(all, planned) // it may be tried again
			for at = range all {
				began := s.Clock()
				if err := s.oneOfAll(ctx, tx, &all[at]); err != nil {
					return err
				}
				took[at] = s.Clock().Sub(began)
			}
			return nil
		})
	})
	return at, err
}

// scriptOfAll is what the connection is readied for: whether one of the revisions has a rebuild, or may have one.
func scriptOfAll(all []work) dialect.Script {
	return dialect.Script{Rebuilds: slices.ContainsFunc(all, func(w work) bool { return w.script.Rebuilds || w.isOpen() })}
}

// oneOfAll runs a revision in the transaction of all.
func (s *session) oneOfAll(ctx context.Context, tx bun.Tx, w *work) (err error) {
	ctx, end := s.traceRevision(ctx, w)
	defer func() { end(err) }()
	if err := ctx.Err(); err != nil {
		return err
	}
	w.started = s.now()
	if w.live {
		if err := s.compile(w, func() (*schema.Schema, error) { return s.inspect(ctx, tx, []task{w.task}) }); err != nil {
			return err
		}
		if err := refuseInOne(w); err != nil {
			return err
		}
	}
	restore, err := s.Dialect.Prepare(ctx, tx, w.script)
	if err != nil {
		return fmt.Errorf("prepare the connection: %w", err)
	}
	if err = s.before(ctx, tx, w); err == nil {
		err = s.runSteps(ctx, tx, w)
	}
	return errors.Join(err, restore(context.WithoutCancel(ctx)))
}

func ids(all []work) []string {
	list := make([]string, len(all))
	for i := range all {
		list[i] = all[i].id()
	}
	return list
}
