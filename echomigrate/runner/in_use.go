package runner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// awaitTables waits until those are through who use the tables that operations change: outside the database's queue, in which
// everybody who wants to read a table would have to wait behind us. Who comes later is not waited for.
func (s *session) awaitTables(ctx context.Context, ops []op.Operation, wait *waiter) error {
	if len(ops) == 0 {
		return nil
	}
	first, err := s.Dialect.Blockers(ctx, s.conn, ops)
	if err != nil {
		return fmt.Errorf("look who uses the tables: %w", err)
	}
	for there := first; len(there) > 0; {
		err := wait.once(ctx, func(context.Context) Wait { return inUse(there[0]) }, func(context.Context) error { return s.blocked(there) })
		if err != nil {
			return err
		}
		if there, err = s.Dialect.Blockers(ctx, s.conn, ops); err != nil {
			return fmt.Errorf("look who uses the tables: %w", err)
		}
		there = slices.DeleteFunc(there, func(b dialect.Blocker) bool { return !slices.ContainsFunc(first, same(b)) })
	}
	return nil
}

// same reports whether another blocker is in the same transaction.
func same(b dialect.Blocker) func(dialect.Blocker) bool {
	return func(other dialect.Blocker) bool { return b.PID == other.PID && b.Transaction.Equal(other.Transaction) }
}

func inUse(b dialect.Blocker) Wait {
	return Wait{Table: b.Table, Session: &b.Session, what: b.String()}
}

// lockTimedOut waits behind a transaction in which a statement did not get its lock in time, so that it can be tried again.
func (s *session) lockTimedOut(ctx context.Context, ops []op.Operation, wait *waiter, cause error) error {
	there, err := s.Dialect.Blockers(ctx, s.conn, ops)
	if err == nil && len(there) == 0 {
		there, err = s.Dialect.Blockers(ctx, s.conn, nil)
	}
	if err != nil {
		s.Logger.Debug("who is in the way cannot be said", "error", err)
	}
	notice := func(context.Context) Wait {
		if len(there) > 0 {
			return inUse(there[0])
		}
		return Wait{what: "a lock"}
	}
	return wait.once(ctx, notice, func(context.Context) error {
		if len(there) == 0 {
			return fmt.Errorf("%w: tried for %s: run this again, or give a longer LockTimeout (--lock-timeout)", cause, s.LockTimeout)
		}
		return fmt.Errorf("%w: %w", cause, s.blocked(there))
	})
}

// blocked says who was in the way for too long, and the ways out.
func (s *session) blocked(by []dialect.Blocker) error {
	var texts []string
	for _, b := range by[:min(len(by), 3)] {
		texts = append(texts, b.String())
	}
	return fmt.Errorf("%s: that did not end in %s: end it, as by SELECT pg_terminate_backend(%d), run this again later, or give a longer "+
		"LockTimeout (--lock-timeout)", strings.Join(texts, "; "), s.LockTimeout, by[0].PID)
}

// together are the operations of the next transaction.
func (w *work) together() []op.Operation {
	end := w.end
	if i := slices.IndexFunc(w.script.Steps, dialect.Step.IsAlone); i >= 0 {
		end = w.script.Steps[i].Number - 1
	}
	return w.ops[w.done:max(w.done, end)]
}
