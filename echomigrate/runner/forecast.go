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

// forecast is the schema as it will be when a plan has got to some point: the database's own, then changed by the plan's
// operations. It is made only when somebody asks.
type forecast struct {
	inspect func() (*schema.Schema, error)
	dialect op.Dialect
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
		for _, o := range op.Held(f.dialect, f.pending[f.applied:f.applied+1]) {
			if err := o.Apply(f.state); err != nil {
				return nil, fmt.Errorf("%s, which runs before: %w", o, err)
			}
		}
	}
	return f.state.Clone(), nil
}

// inspect reads the database's schema as far as tasks can touch it.
func (s *session) inspect(ctx context.Context, db bun.IDB, list []task) (*schema.Schema, error) {
	var ops []op.Operation
	for _, t := range list {
		ops = append(ops, t.operations()...)
	}
	return s.Dialect.Inspect(ctx, db, dialect.Scope{
		Schemas: op.Schemas(ops),
		Exclude: []schema.Name{s.VersionTable, s.history},
	})
}

// inspectBefore is inspect outside a transaction, before w. What another run made meanwhile would be taken for what was there
// before: that is errMoved.
func (s *session) inspectBefore(ctx context.Context, w *work, list []task) (*schema.Schema, error) {
	found, err := s.inspect(ctx, s.conn, list)
	if err == nil {
		err = s.unmoved(ctx, s.conn, w)
	}
	if err == nil && w.noted {
		rewind(found, w.left())
	}
	return found, err
}

// rewind takes back the step at which a run was stopped, where that was done and not recorded: an index that it built or dropped.
func rewind(s *schema.Schema, left []op.Operation) {
	if len(left) == 0 {
		return
	}
	switch o := inner(left[0]).(type) {
	case op.CreateIndex:
		if t, name := s.Table(o.Target()), o.Named().Name; t != nil {
			t.Indexes = slices.DeleteFunc(t.Indexes, func(i schema.Index) bool { return i.Name == name })
		}
	case op.DropIndex:
		if t := s.Table(o.Target()); t != nil && t.Index(o.Name) == nil && len(t.Columns) > 0 {
			t.Indexes = append(t.Indexes, schema.Index{Name: o.Name, Columns: []string{t.Columns[0].Name}})
		}
	}
}
