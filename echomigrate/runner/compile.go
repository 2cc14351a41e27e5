package runner

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// target is the database that operations are for.
func (s *session) target() op.Target {
	return op.Target{Dialect: s.Dialect.Name(), Database: s.Database}
}

// begin is a task of which nothing is done yet. One that has no way back is an error.
func (s *session) begin(t task) (work, error) {
	w := work{task: t, ops: flat(op.For(s.target(), t.operations())), single: s.mode(t) == revision.NoTransaction}
	if w.single {
		w.ops = outside(w.ops)
	}
	return w, refuseOneWay(t)
}

// mode is a revision's own mode, or else the run's.
func (s *session) mode(t task) revision.TransactionMode {
	if t.direction == Stamp {
		return revision.PerRevision
	}
	return cmp.Or(t.revision.Transaction, s.Transaction)
}

// outside puts what somebody wrote outside a transaction. What is left in one is committed with its record.
func outside(ops []op.Operation) []op.Operation {
	out := slices.Clone(ops)
	for i, o := range ops {
		if _, is := o.(op.Autocommit); !is && op.IsOpaque(o) {
			out[i] = op.Autocommit{Ops: op.List{o}}
		}
	}
	return out
}

// flat gives each operation in an Autocommit an Autocommit of its own, so that it can be counted as done.
func flat(ops []op.Operation) []op.Operation {
	var out []op.Operation
	for _, o := range ops {
		group, ok := o.(op.Autocommit)
		if !ok {
			out = append(out, o)
			continue
		}
		for _, inner := range flat(group.Ops) {
			if _, nested := inner.(op.Autocommit); nested {
				out = append(out, inner)
			} else {
				out = append(out, op.Autocommit{Ops: op.List{inner}})
			}
		}
	}
	return out
}

// compile makes the script for what is left; before gives the schema before it.
func (s *session) compile(w *work, before func() (*schema.Schema, error)) error {
	return s.compileTo(w, w.steps(), before)
}

// compileTo is compile up to the operation with the number end. Steps are numbered within the whole task.
func (s *session) compileTo(w *work, end int, before func() (*schema.Schema, error)) error {
	w.live, w.end = false, end
	ops := w.ops[w.done:end]
	if err := refuseTransactions(ops, w.done); err != nil {
		return err
	}
	asked := func() (*schema.Schema, error) {
		w.live = true
		return before()
	}
	script, err := s.Dialect.Compile(ops, asked)
	if err == nil {
		err = checkBackfills(ops, w.done, asked)
	}
	if err != nil {
		return err
	}
	for i := range script.Steps {
		step := &script.Steps[i]
		step.Number += w.done
		if step.Last > 0 {
			step.Last += w.done
		}
	}
	w.script = script
	return nil
}

// compileAll compiles a whole plan before its first statement runs. What depends on the schema is compiled from a forecast,
// to find mistakes; an error there counts only when the forecast is certain.
func (s *session) compileAll(ctx context.Context, list []task, at state) ([]work, error) {
	all := make([]work, len(list))
	f := forecast{dialect: s.Dialect, inspect: func() (*schema.Schema, error) { return s.inspectBefore(ctx, &all[0], list) }}
	for i, t := range list {
		var err error
		if all[i], err = s.begin(t); err != nil {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
	}
	if err := s.useValuesInOne(all); err != nil {
		return nil, err
	}
	for i, t := range list {
		w := &all[i]
		if done, resumed := at.progress(t); resumed {
			if done > w.steps() {
				return nil, fmt.Errorf("%s: table %s says that step %d of it is done, and it has %d: put the database right by hand and say where it is "+
					"with `db stamp REVISION`", t, s.history, done, w.steps())
			}
			w.noted, w.done = true, done
		}
		before := len(f.pending)
		err := s.compile(w, func() (*schema.Schema, error) { return f.at(before) })
		f.pending = append(f.pending, w.left()...)
		uncertain := w.live && slices.ContainsFunc(f.pending, op.IsOpaque)
		if err != nil && !uncertain {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		if s.isOne(t.direction) {
			if err := refuseInOne(w); err != nil {
				return nil, fmt.Errorf("%s: %w", t, err)
			}
		}
	}
	return all, nil
}
