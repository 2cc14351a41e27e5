package migratetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"
)

// onLife runs something short on the process's own connection, and once more on a new one where the server has ended that: it was
// restarted. It does not end with ctx: drivers close a connection whose query ends so, and all locks would go with it.
func (s *server) onLife(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	err := run(ctx)
	if err == nil || s.life.PingContext(ctx) == nil {
		return err
	}
	if err := s.revive(ctx); err != nil {
		return fmt.Errorf("the server of %s has closed the connection with the locks of this process, and there is no other one: %w: run the tests again once it is up",
			redacted(s.address), err)
	}
	return run(ctx)
}

// revive connects anew, and takes the locks again that this process has. What only they kept for it others may have taken meanwhile.
func (s *server) revive(ctx context.Context) error {
	s.db.SetMaxIdleConns(0) // the server has closed all of them
	s.db.SetMaxIdleConns(idleConnections)
	life, err := s.connection(ctx)
	if err != nil {
		return err
	}
	_ = s.life.Close()
	s.life = life
	s.lives.Add(1)
	if _, err := life.ExecContext(ctx, idleQuery); err != nil {
		return err
	}
	if _, err := life.ExecContext(ctx, "SELECT pg_advisory_lock(?, ?)", ownerLock, number(s.owner)); err != nil {
		return err
	}
	for _, key := range s.uses {
		if _, err := life.ExecContext(ctx, "SELECT pg_advisory_lock_shared(?, ?)", useLock, number(key)); err != nil {
			return err
		}
	}
	if held := s.slots.copyHeld(); len(held) > 0 {
		_, err = life.ExecContext(ctx, "SELECT pg_try_advisory_lock(?, n) FROM unnest(ARRAY[?]) n", slotLock, bun.List(held))
	}
	return err
}

// connection is one of the server's pool, once there is one.
func (s *server) connection(ctx context.Context) (conn bun.Conn, err error) {
	err = whenFree(ctx, func() (err error) { conn, err = s.db.Conn(ctx); return err })
	return conn, err
}

// idleQuery lets the server not end a connection because it is idle, where it can (PostgreSQL 14).
const idleQuery = "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'"

// use locks a template as long as the process lives, so that nobody removes it.
func (s *server) use(ctx context.Context, key string) error {
	return s.onLife(ctx, func(ctx context.Context) error {
		if slices.Contains(s.uses, key) {
			return nil
		}
		_, err := s.life.ExecContext(ctx, "SELECT pg_advisory_lock_shared(?, ?)", useLock, number(key))
		if err == nil {
			s.uses = append(s.uses, key)
		}
		return err
	})
}
