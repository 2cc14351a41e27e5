package migratetest

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"
)

// knowsOriginal reports whether there is nothing more to be learnt about it.
func (t *template) knowsOriginal() bool {
	t.reading.Lock()
	defer t.reading.Unlock()
	return t.isRead
}

// learn reads the original in a copy that no test has had. It says whether that was possible.
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

// knowOriginal reads the template, unless the original is known. It is nil where that cannot be: copies serve one test each then.
func (t *template) knowOriginal() *original {
	t.reading.Lock()
	defer t.reading.Unlock()
	if t.isRead {
		return t.original
	}
	t.isRead = true
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if o, err := t.read(ctx); err == nil {
		t.original = o
	}
	return t.original
}

// read reads the template, which lets us in meanwhile; whoever copies it waits so long. Processes take turns.
func (t *template) read(ctx context.Context) (o *original, err error) {
	s := t.server
	s.building.Lock()
	defer s.building.Unlock()
	for ; ; time.Sleep(pause) {
		err := s.unless(ctx, buildLock, t.key, func() (err error) {
			o, err = t.readOpen(ctx)
			return err
		})
		if o != nil || err != nil {
			return o, err
		}
	}
}

func (t *template) readOpen(ctx context.Context) (o *original, err error) {
	if err := t.allow(ctx, true); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.allow(ctx, false)) }()
	k, err := t.keep(ctx, t.name)
	if err != nil {
		return nil, err
	}
	defer k.close()
	return readOriginal(ctx, k.conn, t.server.isSuper, t.since)
}

// allow lets others connect to the template, or nobody.
func (t *template) allow(ctx context.Context, connections bool) error {
	if connections {
		return t.server.exec(ctx, "ALTER DATABASE "+t.name+" ALLOW_CONNECTIONS true")
	}
	return t.server.exec(ctx, "ALTER DATABASE "+t.name+" ALLOW_CONNECTIONS false")
}
