package runner

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Hook is what runs around each revision, in its transaction: db. Its event has no Duration.
type Hook = func(ctx context.Context, e Event, db bun.IDB) error

func (s *session) before(ctx context.Context, db bun.IDB, w *work) error {
	return s.hooked(ctx, db, w, "BeforeRevision", s.BeforeRevision)
}

// after runs the hook when nothing of the task is left.
func (s *session) after(ctx context.Context, db bun.IDB, w *work) error {
	if !w.finished {
		return nil
	}
	return s.hooked(ctx, db, w, "AfterRevision", s.AfterRevision)
}

func (s *session) hooked(ctx context.Context, db bun.IDB, w *work, name string, hook Hook) error {
	if hook == nil {
		return nil
	}
	if err := s.open(ctx, db); err != nil {
		return err
	}
	err := call(ctx, db, op.Func{Name: name, Run: func(ctx context.Context, db bun.IDB) error { return hook(ctx, s.event(w.task, 0), db) }})
	if err != nil {
		return fmt.Errorf("%s: %w", name, s.Dialect.Explain(err))
	}
	return nil
}
