package migratetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// template is a database at the heads that is copied. Nobody can connect to it, but while it is read.
type template struct {
	server *server
	kit    *Kit
	// key is that of the history, which is in the name.
	key, name string
	templateInfo
	refilling atomic.Bool

	circulation circulation
	reading     reading
}

// newTemplate finds the template for a history, or makes it. It is not removed while this process lives.
func newTemplate(ctx context.Context, s *server, k *Kit) (*template, error) {
	key, err := k.key(ctx, s.db, s.role)
	if err != nil {
		return nil, err
	}
	t := &template{server: s, kit: k, key: key, name: s.templatePrefix() + key}
	s.building.Lock()
	defer s.building.Unlock()
	if known, is := s.templates[key]; is {
		t.templateInfo = known
		return t, nil
	}
	if err := s.use(ctx, key); err != nil {
		return nil, err
	}
	if err := t.make(ctx); err != nil {
		return nil, err
	}
	s.templates[key] = t.templateInfo
	if k.ready() == 0 {
		t.discardAll(ctx)
	}
	return t, nil
}

// make waits for another process that makes the template, and makes it where it is not there by then. One that a process has left open is
// closed.
func (t *template) make(ctx context.Context) error {
	s := t.server
	return s.once(ctx, buildLock, t.key, func() (err error) {
		if t.templateInfo, err = s.find(ctx, t.name); err != nil {
			return err
		}
		if t.oid == "" {
			if err := t.build(ctx); err != nil {
				return err
			}
			if t.templateInfo, err = s.find(ctx, t.name); err != nil {
				return err
			}
		}
		if t.isOpen {
			if err := s.allow(ctx, t.name, false); err != nil {
				return err
			}
		}
		return s.mark(ctx, t.name, t.since)
	})
}

// build makes the template under a name that is swept away if this process is killed, and gives it its own when it is whole.
func (t *template) build(ctx context.Context) error {
	s := t.server
	draft := s.newName()
	if err := s.create(ctx, draft, ""); err != nil {
		return fmt.Errorf("make the template of the tests' databases: create a database: %w", err)
	}
	address, err := beside(s.address, draft)
	if err == nil {
		err = t.kit.upgrade(ctx, address, func(db *bun.DB) error {
			// Else the server does so at any time, and what it writes is no test's.
			_, err := db.ExecContext(ctx, "ANALYZE")
			return err
		})
	}
	if err == nil {
		// Copies are not, and Open may write at each start of a program.
		err = s.exec(ctx, "ALTER DATABASE "+draft+" SET default_transaction_read_only = on")
	}
	if err == nil {
		err = s.allow(ctx, draft, false)
	}
	since := ""
	if err == nil {
		since, err = s.nextTransaction(ctx)
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
