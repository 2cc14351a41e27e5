package runner

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// tidy looks for what an earlier run of a step left that was stopped before it could be recorded. The wanted index is there,
// or an unwanted one is gone: done. An invalid index is what a concurrent build leaves that is stopped: it is dropped, to be
// built again. Any other index of that name is somebody else's: the step will fail on it.
func (s *session) tidy(ctx context.Context, w *work, step dialect.Step) (done bool, err error) {
	switch o := inner(step.Operation).(type) {
	case op.CreateIndex:
		wanted := o.Named()
		if o.Concurrently {
			invalid, err := s.Dialect.IsInvalidIndex(ctx, s.conn, o.Target(), wanted.Name)
			if err != nil {
				return false, err
			}
			if invalid {
				return false, s.dropIndex(ctx, o.Target(), wanted.Name)
			}
		}
		t, err := s.table(ctx, w, o.Target())
		if t == nil || t.Index(wanted.Name) == nil {
			return false, err
		}
		there := *t.Index(wanted.Name)
		t.Indexes = []schema.Index{wanted}
		return s.Dialect.Canonical(*t).Indexes[0].Equal(there), nil
	case op.DropIndex:
		t, err := s.table(ctx, w, o.Target())
		return err == nil && (t == nil || t.Index(o.Name) == nil), err
	}
	return false, nil
}

// table reads one of the tables that a task names; nil when it is not there.
func (s *session) table(ctx context.Context, w *work, name schema.Name) (*schema.Table, error) {
	found, err := s.inspect(ctx, s.conn, []task{w.task})
	if err != nil {
		return nil, err
	}
	return found.Table(name), nil
}

// dropIndex drops an index outside a transaction.
func (s *session) dropIndex(ctx context.Context, table schema.Name, name string) error {
	statements, err := s.Dialect.DropIndex(table, name, true, false)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if err := s.alone(ctx, s.conn, statement); err != nil {
			return err
		}
	}
	return nil
}

// inner is the operation in an Autocommit that holds one.
func inner(o op.Operation) op.Operation {
	if group, ok := o.(op.Autocommit); ok && len(group.Ops) == 1 {
		return group.Ops[0]
	}
	return o
}
