package runner

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// answer is how long a read of our tables may take before we look who is in its way; doubled each time, up to between.
const answer = time.Second

// keptOut is the error of a read that others kept waiting for as long as the run may wait.
type keptOut struct{ error }

func (e keptOut) Unwrap() error { return e.error }

// reading calls read, which reads our tables, and may do so several times: where others use them, it is called off, and tried again
// for as long as the run may wait, at least for answer. Where nobody does, it may take as long as it takes. On a connection of the
// run's own it is called as it is: calling it off would close the connection, and give up the lock.
func (s *session) reading(ctx context.Context, db bun.IDB, read func(context.Context) error) error {
	if db != bun.IDB(s.DB) {
		return read(ctx)
	}
	users := []op.Operation{
		op.DropTable{Schema: s.VersionTable.Schema, Table: s.VersionTable.Table}, op.DropTable{Schema: s.history.Schema, Table: s.history.Table},
	}
	wait := s.waiter()
	for limit := answer; ; limit = min(2*limit, between, max(answer, s.LockTimeout-time.Since(wait.began))) {
		limited, cancel := context.WithTimeout(ctx, limit)
		err := read(limited)
		calledOff := limited.Err() != nil && ctx.Err() == nil
		cancel()
		if err == nil || !calledOff {
			return err
		}
		there, err := s.Dialect.Blockers(ctx, db, users)
		if err != nil {
			return fmt.Errorf("look who uses the table: %w", err)
		}
		if len(there) == 0 {
			return read(ctx)
		}
		err = wait.once(ctx, func(context.Context) Wait { return inUse(there[0]) }, func(context.Context) error { return keptOut{s.blocked(there)} })
		if err != nil {
			return err
		}
	}
}
