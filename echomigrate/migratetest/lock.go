package migratetest

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// The advisory locks of the process's own connection, as the first of their two numbers.
const (
	// ownerLock says that the process is alive whose databases bear a name.
	ownerLock = 0x6d670001
	// useLock, shared, says that a process makes copies of a template.
	useLock = 0x6d670002
	// buildLock is held while a template is made, or read.
	buildLock = 0x6d670003
	// slotLock says that a test has a database; its second number is that of the slot.
	slotLock = 0x6d670004
)

// number is the second number of a lock: that of eight hexadecimal digits at the beginning of a name.
func number(name string) int32 {
	n, _ := strconv.ParseUint(name[:8], 16, 32)
	return int32(uint32(n))
}

// tryLock takes a lock, unless another process has it.
func (s *server) tryLock(ctx context.Context, kind int32, name string) (got bool, err error) {
	return s.ask(ctx, "pg_try_advisory_lock", kind, name)
}

// tryShare takes a lock that several processes may have, unless one has it alone.
func (s *server) tryShare(ctx context.Context, kind int32, name string) (got bool, err error) {
	return s.ask(ctx, "pg_try_advisory_lock_shared", kind, name)
}

// unlock gives back what tryLock has taken.
func (s *server) unlock(ctx context.Context, kind int32, name string) error {
	_, err := s.ask(ctx, "pg_advisory_unlock", kind, name)
	return err
}

// unshare gives back what tryShare has taken.
func (s *server) unshare(ctx context.Context, kind int32, name string) error {
	_, err := s.ask(ctx, "pg_advisory_unlock_shared", kind, name)
	return err
}

// ask calls one of PostgreSQL's functions for advisory locks that do not wait.
func (s *server) ask(ctx context.Context, function string, kind int32, name string) (is bool, err error) {
	err = s.onLife(ctx, func(ctx context.Context) error {
		return s.life.QueryRowContext(ctx, "SELECT "+function+"(?, ?)", kind, number(name)).Scan(&is)
	})
	return is, err
}

// unless runs something where no other process has the lock, which it holds meanwhile. What this process has locked counts as locked.
func (s *server) unless(ctx context.Context, kind int32, name string, run func() error) error {
	if len(name) < ownerDigits || kind == ownerLock && strings.HasPrefix(name, s.owner) {
		return nil
	}
	got, err := s.tryLock(ctx, kind, name)
	if err != nil || !got {
		return err
	}
	return errors.Join(run(), s.unlock(ctx, kind, name))
}

// once runs something once no other process has the lock.
func (s *server) once(ctx context.Context, kind int32, name string, run func() error) error {
	for {
		ran := false
		err := s.unless(ctx, kind, name, func() error {
			ran = true
			return run()
		})
		if ran || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// acquireSlot takes a slot of so many, unless all are taken. held are those that this process has: a session could take them again.
func (s *server) acquireSlot(most int, held []int) (slot int, got bool, err error) {
	var found []int
	err = s.onLife(context.Background(), func(ctx context.Context) error {
		// AND would let the server look in either order, and lock once more what is held.
		return s.life.NewRaw("SELECT n FROM generate_series(1, ?) n WHERE CASE WHEN n IN (?) THEN false ELSE pg_try_advisory_lock(?, n) END LIMIT 1",
			most, bun.List(append(held, 0)), slotLock).Scan(ctx, &found)
	})
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return found[0], true, nil
}

// releaseSlot lets another test have a slot.
func (s *server) releaseSlot(slot int) error {
	return s.onLife(context.Background(), func(ctx context.Context) error {
		_, err := s.life.ExecContext(ctx, "SELECT pg_advisory_unlock(?, ?)", slotLock, slot)
		return err
	})
}
