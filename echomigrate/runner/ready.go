package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// prepared calls run with the connection readied for a script.
func (s *session) prepared(ctx context.Context, script dialect.Script, run func(context.Context) error) error {
	s.unready(ctx)
	restore, err := s.Dialect.Prepare(ctx, s.conn, script)
	if err != nil {
		return fmt.Errorf("prepare the connection: %w", err)
	}
	defer s.putBack(ctx, "restore", restore)
	ctx, cancel := context.WithCancel(ctx) // closes rows that an op.Func left open: closing the connection would wait for them
	defer cancel()
	return run(ctx)
}

// leavesConnection reports whether a script needs no more than every script does, and leaves the connection as it found it: nothing
// that others wrote runs in it.
func (s *session) leavesConnection(script dialect.Script) bool {
	return !script.Rebuilds && s.BeforeRevision == nil && s.AfterRevision == nil &&
		!slices.ContainsFunc(script.Steps, func(step dialect.Step) bool { return step.Opaque || step.Func != nil })
}

// ready readies the connection for scripts that leave it as it is, once for all that come one after another.
func (s *session) ready(ctx context.Context) error {
	if s.restore != nil {
		return nil
	}
	restore, err := s.Dialect.Prepare(ctx, s.conn, dialect.Script{})
	if err != nil {
		return fmt.Errorf("prepare the connection: %w", err)
	}
	s.restore = restore
	return nil
}

// unready puts the connection back as it was before ready.
func (s *session) unready(ctx context.Context) {
	if s.restore != nil {
		restore := s.restore
		s.restore = nil
		s.putBack(ctx, "restore", restore)
	}
}
