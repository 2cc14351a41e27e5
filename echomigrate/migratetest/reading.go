package migratetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// reading is what this process knows of the original of its copies, which it reads once.
type reading struct {
	mu sync.Mutex
	// tried says that there is nothing more to be learnt; original is nil then where copies serve one test each.
	tried    bool
	original *original
}

// isOver reports whether the original was read, or cannot be.
func (r *reading) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tried
}

// readCopy reads the original in a copy that no test has had. It says whether that was possible.
func (t *template) readCopy(ctx context.Context, db bun.IDB) bool {
	r := &t.reading
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tried || t.since == "" {
		return false
	}
	o, err := readOriginal(ctx, db, t.server.isSuper, t.since)
	if err != nil || !o.isWhole {
		return false
	}
	r.original, r.tried = o, true
	return true
}

// known is the original, for which the template is read where nothing was before. It is nil where that cannot be.
func (t *template) known() *original {
	r := &t.reading
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.tried {
		r.tried = true
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if o, err := t.readItself(ctx); err == nil {
			r.original = o
		}
	}
	return r.original
}

// readItself reads the template, which lets us in meanwhile; whoever copies it waits so long. Processes take turns.
func (t *template) readItself(ctx context.Context) (o *original, err error) {
	s := t.server
	s.building.Lock()
	defer s.building.Unlock()
	err = s.once(ctx, buildLock, t.key, func() (err error) {
		if err := s.allow(ctx, t.name, true); err != nil {
			return err
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			err = errors.Join(err, s.allow(ctx, t.name, false))
		}()
		i, err := t.inspect(ctx, t.name)
		if err != nil {
			return err
		}
		defer i.close()
		o, err = readOriginal(ctx, i.conn, s.isSuper, t.since)
		return err
	})
	return o, err
}

// allow lets others connect to a template, or nobody.
func (s *server) allow(ctx context.Context, template string, connections bool) error {
	err := s.exec(ctx, fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS %t", template, connections))
	if err != nil || connections {
		return err
	}
	return s.disconnect(ctx, template)
}
