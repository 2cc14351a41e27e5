package migratetest

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// reference is the name of the copy that no test gets, and that others are compared with.
func (t *template) reference() string { return t.server.prefix + "o" + t.oid }

// makeReference makes it where it is not there. Of several processes that want to, one does.
func (t *template) makeReference(ctx context.Context) error {
	s := t.server
	s.building.Lock()
	defer s.building.Unlock()
	for there := false; ; time.Sleep(pause) {
		err := s.unless(ctx, buildLock, t.key, func() (err error) {
			if there, err = s.isThere(ctx, t.reference()); err == nil && !there {
				err = s.create(ctx, t.reference(), t.name)
				there = true
			}
			return err
		})
		if err != nil || there {
			return err
		}
	}
}

// knowsOriginal reports whether there is nothing more to be learnt about it.
func (t *template) knowsOriginal() bool {
	t.reading.Lock()
	defer t.reading.Unlock()
	return t.isRead
}

// learn reads the original in a copy that no test has had, so that there need be no reference. It says whether that was possible.
func (t *template) learn(ctx context.Context, db bun.IDB) bool {
	t.reading.Lock()
	defer t.reading.Unlock()
	if t.isRead || t.since == "" {
		return false
	}
	o, err := readOriginal(ctx, db, t.server.isSuper, t.since)
	if err != nil || !o.isWhole {
		return false
	}
	t.original, t.isRead = o, true
	return true
}

// knowOriginal reads the reference, unless the original is known. It is nil where that cannot be: copies serve one test each then.
func (t *template) knowOriginal() *original {
	t.reading.Lock()
	defer t.reading.Unlock()
	if t.isRead {
		return t.original
	}
	t.isRead = true
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	o, err := t.readReference(ctx, t.since)
	if err == nil && !o.isWhole && t.since != "" {
		// The server has analyzed the reference. If a new one is so too, it was the template.
		if err = t.server.exec(ctx, "DROP DATABASE IF EXISTS "+t.reference()); err == nil {
			o, err = t.readReference(ctx, t.since)
		}
	}
	if err == nil && !o.isWhole {
		o, err = t.readReference(ctx, "")
	}
	if err == nil {
		t.original = o
	}
	return t.original
}

// readReference reads the reference, which may have to be made.
func (t *template) readReference(ctx context.Context, since string) (*original, error) {
	if err := t.makeReference(ctx); err != nil {
		return nil, err
	}
	k, err := t.keep(ctx, t.reference())
	if err != nil {
		return nil, err
	}
	defer k.close()
	return readOriginal(ctx, k.conn, t.server.isSuper, since)
}
