package migratetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// template is a database at the heads that nobody can connect to, and that is copied.
type template struct {
	server *server
	name   string
}

// mark is the comment on a template, with the time when a process last began to use it.
const mark = "template of migratetest, last used "

// newTemplate finds the template for a history, or makes it. It is not removed while this process lives.
func newTemplate(ctx context.Context, s *server, k *Kit) (*template, error) {
	key, err := k.key(ctx, s.db, s.role)
	if err != nil {
		return nil, err
	}
	t := &template{server: s, name: s.prefix + "t" + key}
	s.building.Lock()
	defer s.building.Unlock()
	if s.templates[key] {
		return t, nil
	}
	if err := s.lock(ctx, "pg_advisory_lock_shared", useLock, key); err != nil {
		return nil, err
	}
	if err := t.make(ctx, k, key); err != nil {
		return nil, errors.Join(err, s.lock(ctx, "pg_advisory_unlock_shared", useLock, key))
	}
	s.templates[key] = true
	return t, nil
}

// make waits for another process that makes the template, and makes it where it is not there by then.
func (t *template) make(ctx context.Context, k *Kit, key string) (err error) {
	s := t.server
	if err := s.lock(ctx, "pg_advisory_lock", buildLock, key); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.lock(ctx, "pg_advisory_unlock", buildLock, key)) }()
	there, err := s.isThere(ctx, t.name)
	if err == nil && !there {
		err = t.build(ctx, k)
	}
	if err != nil {
		return err
	}
	return s.exec(ctx, "COMMENT ON DATABASE "+t.name+" IS '"+mark+time.Now().UTC().Format(time.RFC3339)+"'")
}

// build makes the template under a name that is swept away if this process is killed, and gives it its own when it is whole.
func (t *template) build(ctx context.Context, k *Kit) error {
	s := t.server
	draft := s.newName()
	if err := s.exec(ctx, "CREATE DATABASE "+draft); err != nil {
		return err
	}
	address, err := beside(s.address, draft)
	if err == nil {
		err = k.upgrade(ctx, address, func(*bun.DB) error { return nil })
	}
	if err == nil {
		err = s.exec(ctx, "ALTER DATABASE "+draft+" ALLOW_CONNECTIONS false")
	}
	if err == nil {
		err = s.exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+t.name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("make the template of the tests' databases: %w", err), s.drop(ctx, draft))
	}
	return nil
}

func (s *server) isThere(ctx context.Context, database string) (there bool, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = ?)", database).Scan(&there)
	return there, err
}

func (t *template) place(tb testing.TB) place {
	tb.Helper()
	return t.server.newDatabase(tb, t.name)
}

// newDatabase gives a test a database, a copy of a template where one is named.
func (s *server) newDatabase(t testing.TB, template string) place {
	t.Helper()
	s.slots.take(t)
	name := s.newName()
	address, err := beside(s.address, name)
	if err == nil {
		err = s.exec(t.Context(), "CREATE DATABASE "+name+s.from(template))
	}
	if err != nil {
		t.Fatalf("migratetest: create a database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.drop(ctx, name); err != nil {
			t.Errorf("migratetest: drop the test's database: %v", err)
		}
	})
	return place{address: address}
}

// from is the clause that names a template.
func (s *server) from(template string) string {
	switch {
	case template == "":
		return ""
	case s.version < 150000:
		return " TEMPLATE " + template
	}
	return " TEMPLATE " + template + " STRATEGY WAL_LOG"
}

// drop removes a database, with the connections to it.
func (s *server) drop(ctx context.Context, database string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS "+database+" WITH (FORCE)")
}
