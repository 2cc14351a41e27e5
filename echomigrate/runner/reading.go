package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// answer is how long a read of our tables may take before we look who is in its way; doubled each time, up to between.
const answer = time.Second

// silence is how long the database may take to answer what costs it nothing, however short the run may wait for others.
const silence = 5 * time.Second

// keptOut is the error of a read that waited for as long as the run may wait, for others or for an answer.
type keptOut struct{ error }

func (e keptOut) Unwrap() error { return e.error }

// reading calls read, which reads our tables off the database that it is given, and may do so several times: where others use them, it
// is called off, and tried again for as long as the run may wait, at least for answer. Where nobody does, it may take as long as it takes.
// A transaction has its own limit, and so has a connection that holds the lock: calling off would close it, and give up the lock.
func (s *session) reading(ctx context.Context, db bun.IDB, read func(ctx context.Context, db bun.IDB) error) error {
	if !s.mayLetGo(db) {
		return s.inTheWay(ctx, db, read(ctx, db))
	}
	wait := s.waiter()
	for limit := answer; ; limit = min(2*limit, between, max(answer, s.LockTimeout-time.Since(wait.began))) {
		limited, cancel := context.WithTimeout(ctx, limit)
		err := read(limited, db)
		calledOff := limited.Err() != nil && ctx.Err() == nil
		cancel()
		if err == nil || !calledOff {
			return err
		}
		if db != bun.IDB(s.DB) {
			s.discard("read", nil)
			s.conn.Close()
			if err := s.goOn(ctx); err != nil {
				return err
			}
			db = s.conn
		}
		var there []dialect.Blocker
		err = s.inTime(ctx, func(ctx context.Context) error {
			there, err = s.Dialect.Blockers(ctx, db, s.ownUses())
			return err
		})
		if errors.As(err, new(keptOut)) {
			return err
		}
		if err != nil {
			return fmt.Errorf("look who uses the table: %w", err)
		}
		if len(there) == 0 {
			return read(ctx, db)
		}
		err = wait.once(ctx, func(context.Context) Wait { return inUse(there[0]) }, func(context.Context) error { return keptOut{s.blocked(there)} })
		if err != nil {
			return err
		}
		if db != bun.IDB(s.DB) {
			db = s.conn // waiting may have let it go
		}
	}
}

// inTime calls ask, which costs the database nothing, and gives up where that takes longer than the run may wait, or than silence: a
// server that takes connections and says nothing would keep it for ever.
func (s *session) inTime(ctx context.Context, ask func(context.Context) error) error {
	limit := max(silence, s.LockTimeout)
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := ask(limited)
	if err == nil || limited.Err() == nil || ctx.Err() != nil {
		return err
	}
	return keptOut{fmt.Errorf("the database did not answer in %s: %w", limit, err)}
}

// InTime calls ask, which costs the database nothing, and gives up as the runner's own reads do where that does not answer.
func (r *Runner) InTime(ctx context.Context, ask func(context.Context) error) error {
	return r.session().inTime(ctx, ask)
}

// mayLetGo reports whether a read may be called off: on the pool, and on the run's connection while nothing is held by it.
func (s *session) mayLetGo(db bun.IDB) bool {
	return db == bun.IDB(s.DB) || db == bun.IDB(s.conn) && (s.lock.Pooled || s.lock.Release == nil)
}

// inTheWay says who was in the way of a read on the connection that holds the lock, which waited as long as the run may.
func (s *session) inTheWay(ctx context.Context, db bun.IDB, err error) error {
	if db != bun.IDB(s.conn) || !s.Dialect.IsLockTimeout(err) {
		return err
	}
	if there, errThere := s.Dialect.Blockers(ctx, db, s.ownUses()); errThere == nil && len(there) > 0 {
		return keptOut{s.blocked(there)}
	}
	return err
}

// ownUses stand for every use of our tables.
func (s *session) ownUses() []op.Operation {
	return []op.Operation{
		op.DropTable{Schema: s.VersionTable.Schema, Table: s.VersionTable.Table}, op.DropTable{Schema: s.history.Schema, Table: s.history.Table},
	}
}
