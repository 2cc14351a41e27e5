package migratetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// template is a database at the heads that nobody can connect to, and that is copied.
type template struct {
	server *server
	kit    *Kit
	// key is that of the history, which is in the name.
	key, name string
	made
	tending atomic.Bool

	circulation circulation
	// reading is held while the original is read, once; it is nil where copies serve one test each.
	reading  sync.Mutex
	isRead   bool
	original *original
}

// newTemplate finds the template for a history, or makes it. It is not removed while this process lives.
func newTemplate(ctx context.Context, s *server, k *Kit) (*template, error) {
	key, err := k.key(ctx, s.db, s.role)
	if err != nil {
		return nil, err
	}
	t := &template{server: s, kit: k, key: key, name: s.prefix + "t" + key}
	s.building.Lock()
	defer s.building.Unlock()
	if known, is := s.templates[key]; is {
		t.made = known
		return t, nil
	}
	if err := s.use(ctx, key); err != nil {
		return nil, err
	}
	if err := t.make(ctx); err != nil {
		return nil, err
	}
	s.templates[key] = t.made
	if k.ready() == 0 {
		t.discardAll(ctx)
	}
	return t, nil
}

// make waits for another process that makes the template, and makes it where it is not there by then.
func (t *template) make(ctx context.Context) (err error) {
	s := t.server
	if err := s.lock(ctx, "pg_advisory_lock", buildLock, t.key); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.lock(ctx, "pg_advisory_unlock", buildLock, t.key)) }()
	t.made, err = s.find(ctx, t.name)
	if err == nil && t.oid == "" {
		if err = t.build(ctx); err == nil {
			t.made, err = s.find(ctx, t.name)
		}
	}
	if err == nil {
		err = s.mark(ctx, t.name, t.since)
	}
	return err
}

// build makes the template under a name that is swept away if this process is killed, and gives it its own when it is whole.
func (t *template) build(ctx context.Context) error {
	s := t.server
	draft := s.newName()
	if err := s.exec(ctx, "CREATE DATABASE "+draft); err != nil {
		return err
	}
	address, err := beside(s.address, draft)
	if err == nil {
		err = t.kit.upgrade(ctx, address, func(*bun.DB) error { return nil })
	}
	if err == nil {
		err = s.exec(ctx, "ALTER DATABASE "+draft+" ALLOW_CONNECTIONS false")
	}
	since := ""
	if err == nil {
		since, err = s.now(ctx)
	}
	if err == nil {
		err = s.mark(ctx, draft, since)
	}
	if err == nil {
		err = s.exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+t.name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("make the template of the tests' databases: %w", err), s.drop(ctx, draft))
	}
	return nil
}

// isGone reports whether somebody has dropped the template.
func (t *template) isGone(ctx context.Context) bool {
	found, err := t.server.find(ctx, t.name)
	return err == nil && found.oid != t.oid
}

// forget lets whoever needs the template next make it anew.
func (t *template) forget() {
	t.kit.mu.Lock()
	maps.DeleteFunc(t.kit.sources, func(_ string, s source) bool { return s == source(t) })
	t.kit.mu.Unlock()
	s := t.server
	s.building.Lock()
	defer s.building.Unlock()
	if s.templates[t.key].oid == t.oid {
		delete(s.templates, t.key)
	}
}
