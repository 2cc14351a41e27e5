package runner

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// runSteps runs the steps that are left, up to the first that must be outside a transaction, and records how far it got:
// in the same round trip as the last step where that is SQL of ours. SQL that somebody wrote stays by itself, for it may
// swallow what stands behind it.
func (s *session) runSteps(ctx context.Context, db bun.IDB, w *work) error {
	w.passOver()
	recorded := false
	for len(w.script.Steps) > 0 && !w.script.Steps[0].IsAlone() {
		step, rest := w.script.Steps[0], w.script.Steps[1:]
		last := len(rest) == 0 || rest[0].IsAlone()
		w.advance()
		if last && step.Func == nil && !step.Opaque {
			recorded = true
			if err := s.stepAndRecord(ctx, db, w, step); err != nil {
				return err
			}
			continue
		}
		if err := s.step(ctx, db, w, step); err != nil {
			return err
		}
		if err := s.compileBehind(ctx, db, w, step); err != nil {
			return err
		}
	}
	if !recorded {
		if err := s.record(ctx, db, w); err != nil {
			return err
		}
	}
	return s.after(ctx, db, w)
}

// compileBehind compiles again what is left behind an opaque step, when it was compiled from the schema.
func (s *session) compileBehind(ctx context.Context, db bun.IDB, w *work, step dialect.Step) error {
	if !step.Opaque || !w.live || len(w.script.Steps) == 0 || w.script.Steps[0].Number == step.Number {
		return nil
	}
	return s.compile(w, func() (*schema.Schema, error) { return s.inspect(ctx, db, []task{w.task}) })
}

// step runs one step: the statements together, or each by itself where the database wants no transaction around them.
func (s *session) step(ctx context.Context, db bun.IDB, w *work, step dialect.Step) error {
	ctx, end := s.beginStep(ctx, w, step)
	var err error
	switch {
	case step.Func != nil:
		if err = s.open(ctx, db); err == nil {
			err = call(ctx, db, *step.Func)
		}
		if err == nil && s.Dialect.IsReading(s.conn) {
			err = errors.New("it left the rows of a query open: close them before it returns, as by defer rows.Close()")
		}
	case step.Backfill != nil:
		err = s.backfill(ctx, w, step)
	case step.Autocommit:
		for _, statement := range step.SQL {
			if err = s.alone(ctx, db, statement); err != nil {
				break
			}
		}
	default:
		_, err = s.send(ctx, db, step.SQL...)
	}
	end(err)
	return s.located(w, step, err)
}

// stepAndRecord runs a step and the bookkeeping in one round trip.
func (s *session) stepAndRecord(ctx context.Context, db bun.IDB, w *work, step dialect.Step) error {
	ctx, end := s.beginStep(ctx, w, step)
	result, err := s.sendAndNote(ctx, db, step.SQL, s.bookkeeping(w)...)
	if isNotRecorded(err) {
		end(nil)
		return err
	}
	end(err)
	if err != nil {
		return s.located(w, step, err)
	}
	return s.recorded(result)
}

// call runs Go that others wrote.
func call(ctx context.Context, db bun.IDB, f op.Func) (err error) {
	if f.Run == nil {
		return fmt.Errorf("Run is nil")
	}
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	if err := f.Run(ctx, db); err != nil {
		return onOneLine{err}
	}
	return nil
}

// onOneLine is an error of Go that others wrote, whose text may have several lines.
type onOneLine struct{ error }

// Error is the text on one line.
func (e onOneLine) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }

// Unwrap is the error as it was.
func (e onOneLine) Unwrap() error { return e.error }

// located says which step an error comes from, with all that the database says of it. What could not be recorded is no step's.
func (s *session) located(w *work, step dialect.Step, err error) error {
	switch {
	case err == nil || isNotRecorded(err):
		return err
	case step.Last > step.Number:
		return fmt.Errorf("steps %d to %d, %s … %s: %w", step.Number, step.Last, step.Operation, w.ops[step.Last-1], s.Dialect.Explain(err))
	}
	return fmt.Errorf("step %d, %s: %w", step.Number, step.Operation, s.Dialect.Explain(err))
}
