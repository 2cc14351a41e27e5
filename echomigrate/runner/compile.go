package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// work is what is left to do of a task.
type work struct {
	task
	// ops are the operations that are left, for this database alone.
	ops []op.Operation
	// done is how many operations came before them.
	done int
	// script carries them out.
	script dialect.Script
	// live is set when the script depends on the schema: it is compiled again from the database's own when its turn comes.
	live bool
	// started is when the task began, by the database's clock.
	started string
	// noted is set when the history has a running row for the task.
	noted bool
	// partial is set when something of the task may be in the database already.
	partial bool
	// finished is set when the bookkeeping has been told of the end.
	finished bool
}

// steps is how many operations the task has for this database.
func (w *work) steps() int { return w.done + len(w.ops) }

// skip leaves the first operations out, which were done before.
func (w *work) skip(n int) {
	w.ops = w.ops[n:]
	w.done += n
}

// target is the database that operations are for.
func (s *session) target() op.Target {
	return op.Target{Dialect: s.Dialect.Name(), Database: s.Database}
}

// left is what is left to do of a task when it has not begun.
func (s *session) left(t task) work {
	return work{task: t, ops: flat(op.For(s.target(), t.operations()))}
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

// compile makes the script for what is left; before gives the schema before it. Steps are numbered within the whole task.
func (s *session) compile(w *work, before func() (*schema.Schema, error)) error {
	w.live = false
	script, err := s.Dialect.Compile(w.ops, func() (*schema.Schema, error) {
		w.live = true
		return before()
	})
	if err != nil {
		return err
	}
	for i := range script.Steps {
		script.Steps[i].Number += w.done
	}
	w.script = script
	return nil
}

// compileAll compiles a whole plan before its first statement runs. What depends on the schema is compiled from a forecast,
// to find mistakes; an error there counts only when the forecast is certain.
func (s *session) compileAll(ctx context.Context, list []task, at state) ([]work, error) {
	f := forecast{inspect: func() (*schema.Schema, error) { return s.inspect(ctx, s.conn, list) }}
	all := make([]work, len(list))
	for i, t := range list {
		w := s.left(t)
		if done, resumed := at.progress(t); resumed {
			w.noted = true
			w.skip(min(done, len(w.ops)))
		}
		before := len(f.pending)
		err := s.compile(&w, func() (*schema.Schema, error) { return f.at(before) })
		f.pending = append(f.pending, w.ops...)
		uncertain := w.live && slices.ContainsFunc(f.pending, op.IsOpaque)
		if err != nil && !uncertain {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		all[i] = w
	}
	return all, nil
}

// forecast is the schema as it will be when a plan has got to some point: the database's own, then changed by the plan's
// operations. It is made only when somebody asks.
type forecast struct {
	inspect func() (*schema.Schema, error)
	// pending are the plan's operations up to now; the first applied of them are in state.
	pending []op.Operation
	applied int
	state   *schema.Schema
}

// at is the schema behind the first n operations; n never falls.
func (f *forecast) at(n int) (_ *schema.Schema, err error) {
	if f.state == nil {
		if f.state, err = f.inspect(); err != nil {
			return nil, err
		}
	}
	for ; f.applied < n; f.applied++ {
		if err := f.pending[f.applied].Apply(f.state); err != nil {
			return nil, fmt.Errorf("%s, which runs before: %w", f.pending[f.applied], err)
		}
	}
	return f.state.Clone(), nil
}

// inspect reads the database's schema as far as tasks can touch it.
func (s *session) inspect(ctx context.Context, db bun.IDB, list []task) (*schema.Schema, error) {
	var schemas []string
	for _, t := range list {
		schemas = append(schemas, schemasOf(t.operations())...)
	}
	slices.Sort(schemas)
	return s.Dialect.Inspect(ctx, db, dialect.Scope{
		Schemas: slices.Compact(schemas),
		Exclude: []schema.Name{s.VersionTable, s.history},
	})
}

// schemasOf lists the schemas that operations name.
func schemasOf(ops []op.Operation) []string {
	var names []string
	for _, o := range ops {
		var name string
		switch o := o.(type) {
		case op.Group:
			names = append(names, schemasOf(o.Operations())...)
		case op.CreateTable:
			name = o.Table.Schema
		case op.TableOperation:
			name = o.Target().Schema
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}
