package migratetest

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
)

// The advisory locks of the process's own connection, as the first of their two numbers.
const (
	// ownerLock says that the process is alive whose databases bear a name.
	ownerLock = 0x6d670001
	// useLock, shared, says that a process makes copies of a template.
	useLock = 0x6d670002
	// buildLock is held while a template is made.
	buildLock = 0x6d670003
	// slotLock says that a test has a database; its second number is that of the slot.
	slotLock = 0x6d670004
)

// number is the second number of a lock: that of eight hexadecimal digits at the beginning of a name.
func number(name string) int32 {
	n, _ := strconv.ParseUint(name[:8], 16, 32)
	return int32(uint32(n))
}

// try runs one of PostgreSQL's functions that take a lock unless another process has it.
func (s *server) try(ctx context.Context, function string, kind int32, name string) (got bool, err error) {
	err = s.onLife(ctx, func(ctx context.Context) error {
		return s.life.QueryRowContext(ctx, "SELECT "+function+"(?, ?)", kind, number(name)).Scan(&got)
	})
	return got, err
}

// lock runs one of PostgreSQL's functions for advisory locks, and waits as long as that does.
func (s *server) lock(ctx context.Context, function string, kind int32, name string) error {
	return s.onLife(ctx, func(ctx context.Context) error {
		_, err := s.life.ExecContext(ctx, "SELECT "+function+"(?, ?)", kind, number(name))
		return err
	})
}

// acquireSlot takes a slot of so many, unless all are taken. held are those that this process has: a session could take them again.
func (s *server) acquireSlot(most int, held []int) (slot int, got bool, err error) {
	// A test that ends meanwhile must not end the connection, and all locks with it.
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var found []int
	err = s.onLife(ctx, func(ctx context.Context) error {
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
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.onLife(ctx, func(ctx context.Context) error {
		_, err := s.life.ExecContext(ctx, "SELECT pg_advisory_unlock(?, ?)", slotLock, slot)
		return err
	})
}
