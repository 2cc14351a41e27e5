package migratetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/uptrace/bun"
)

// mostKept is how many connections one copy keeps, which is what database/sql keeps of itself.
const mostKept = 2

var errState = errors.New("a reset does not take back what the session has")

// session is an open copy, whose connections several tests have, one after the other.
type session struct {
	db *bun.DB
	// pids are the processes of the server that its connections had when they were reset.
	pids []int
	// most is how many connections it may open, as Open has set it.
	most int
	// lease is that of the test that has it.
	lease *lease
}

// newSession opens a copy for a test whose connections are to be kept.
func (k *Kit) newSession(t testing.TB, address string) *session {
	t.Helper()
	s := &session{db: k.opened(t, address)}
	s.most = s.db.Stats().MaxOpenConnections
	var set string
	err := s.db.QueryRowContext(t.Context(), "SELECT coalesce(string_agg(name, ', '), '') FROM pg_settings WHERE source = 'session'").Scan(&set)
	if err == nil && set != "" {
		err = fmt.Errorf("KeepConnections: Open sets %s on each connection, which a reset takes back: set it in the address, or for the role", set)
	}
	if err != nil {
		_ = s.db.Close()
		t.Fatalf("migratetest: %v", err)
	}
	return s
}

// lend is the database for a test: a clone, so that no other one has the hooks that the test gives it.
func (s *session) lend() *bun.DB {
	s.lease = &lease{}
	return s.db.WithQueryHook(s.lease)
}

// end takes it back. It says whether that was possible: else the test has connections yet, or has closed the pool or set it otherwise.
func (s *session) end() bool {
	idle := s.lease.end()
	stats := s.db.Stats()
	return idle && stats.InUse == 0 && 0 < stats.OpenConnections && stats.OpenConnections <= mostKept && stats.MaxOpenConnections == s.most
}

// resetStatements are those of DISCARD ALL, but that what drivers have prepared stays known, and that roles may have a role of their own.
const resetStatements = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *; " +
	"SELECT pg_advisory_unlock_all(); DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES"

// reset makes its connections as good as new ones.
func (s *session) reset(ctx context.Context) error {
	var held []bun.Conn
	defer func() {
		for _, conn := range held {
			_ = conn.Close()
		}
	}()
	s.pids = nil
	for range s.db.Stats().OpenConnections {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return err
		}
		held = append(held, conn)
		if _, err := conn.ExecContext(ctx, resetStatements); err != nil {
			return err
		}
		var pid, prepared int
		err = conn.QueryRowContext(ctx, "SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)").Scan(&pid, &prepared)
		if err != nil {
			return err
		}
		if prepared > 0 {
			return errState
		}
		s.pids = append(s.pids, pid)
	}
	return nil
}

// close ends the connections, if there are any.
func (s *session) close() {
	if s != nil {
		_ = s.db.Close()
	}
}

// processes are those of the connections, if there are any.
func (s *session) processes() []int {
	if s == nil {
		return nil
	}
	return s.pids
}

// lease lets the queries of a test through until it ends.
type lease struct {
	mu sync.Mutex
	// running counts the queries.
	running int
	ended   bool
}

var _ bun.QueryHook = (*lease)(nil)

// BeforeQuery lets no query begin for a test that has ended.
func (l *lease) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running++
	if l.ended {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		return ended
	}
	return ctx
}

// AfterQuery counts a query that is done.
func (l *lease) AfterQuery(context.Context, *bun.QueryEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
}

// end ends the lease. It says whether no query was running.
func (l *lease) end() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	return l.running == 0
}
