package runner

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// runInSegments runs a revision that is not one transaction: what can be in a transaction together is in one, what cannot is by
// itself, and behind each the history says how far it got. A run that is stopped is gone on with from there.
func (s *session) runInSegments(ctx context.Context, w *work) error {
	resumed := w.noted
	if !resumed {
		err := s.transaction(ctx, w, func(tx bun.Tx) error {
			if _, err := execute(ctx, tx, s.insertRunning(w.task, w.started, w.steps())); err != nil {
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
		if len(w.script.Steps) == 0 || !w.script.Steps[0].Autocommit {
			err := s.transaction(ctx, w, func(tx bun.Tx) error { return s.runSteps(ctx, tx, w) })
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
			return located(step, err)
		}
	}
	w.partial = true
	if !done {
		if err := s.step(ctx, s.conn, step); err != nil {
			return err
		}
	}
	recording, cancel := detached(ctx)
	defer cancel()
	err := s.transaction(recording, w, func(tx bun.Tx) error {
		w.advance()
		return s.record(recording, tx, w)
	})
	if err != nil {
		return err
	}
	return s.compileBehind(ctx, s.conn, w, step)
}

// tidy looks for what an earlier run of a step left that was stopped before it could be recorded. An index that was being
// built is dropped, to be built again: it may be an invalid one. An index that is gone need not be dropped: done.
func (s *session) tidy(ctx context.Context, w *work, step dialect.Step) (done bool, err error) {
	switch o := inner(step.Operation).(type) {
	case op.CreateIndex:
		name := indexName(o)
		there, err := s.hasIndex(ctx, w, o.Target(), name)
		if err != nil || !there {
			return false, err
		}
		statements, err := s.Dialect.DropIndex(o.Target(), name, o.Concurrently)
		if err != nil {
			return false, err
		}
		for _, statement := range statements {
			if _, err := execute(ctx, s.conn, statement); err != nil {
				return false, err
			}
		}
	case op.DropIndex:
		there, err := s.hasIndex(ctx, w, o.Target(), o.Name)
		return !there, err
	}
	return false, nil
}

func (s *session) hasIndex(ctx context.Context, w *work, table schema.Name, name string) (bool, error) {
	found, err := s.inspect(ctx, s.conn, []task{w.task})
	if err != nil {
		return false, err
	}
	t := found.Table(table)
	return t != nil && t.Index(name) != nil, nil
}

// indexName is the index's name, or the default one.
func indexName(o op.CreateIndex) string {
	t := schema.Table{Schema: o.Schema, Name: o.Table, Indexes: []schema.Index{o.Index}}
	return t.WithDefaultNames().Indexes[0].Name
}

// inner is the operation in an Autocommit that holds one.
func inner(o op.Operation) op.Operation {
	if group, ok := o.(op.Autocommit); ok && len(group.Ops) == 1 {
		return group.Ops[0]
	}
	return o
}
