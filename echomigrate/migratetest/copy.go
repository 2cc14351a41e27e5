package migratetest

import (
	"context"
	"fmt"
	"testing"
)

// copied is a copy of a template.
type copied struct {
	name string
	// told is set where the test knows the name.
	told bool
	// since is a transaction that had not begun when it was like the original.
	since string
	// keeper is a connection of ours to it, once a test was done with it.
	keeper *keeper
}

// defaultReady is how many copies of a template are kept ready.
const defaultReady = 4

// ready is how many copies are kept ready.
func (k *Kit) ready() int {
	switch {
	case k.Ready < 0:
		return 0
	case k.Ready == 0:
		return defaultReady
	}
	return k.Ready
}

// place gives a test a copy.
func (t *template) place(tb testing.TB, told bool) place {
	tb.Helper()
	t.server.slots.take(tb)
	c, err := t.next(tb.Context())
	if err != nil {
		tb.Fatalf("migratetest: copy the template of the tests' databases: %v", err)
	}
	c.told = told
	tb.Cleanup(func() { t.giveBack(tb, c) })
	return t.server.at(tb, c.name)
}

// next is a copy that a test of this process is done with, or one that is ready; else it makes one. Where there was no copy of this
// process's, it sees to it that one is ready for the next test.
func (t *template) next(ctx context.Context) (copied, error) {
	if c, got := t.circulation.take(); got {
		return c, nil
	}
	name := t.server.newName()
	taken, err := t.take(ctx, name)
	if err == nil && !taken {
		err = t.server.create(ctx, name, t.name)
	}
	if err != nil {
		return copied{}, err
	}
	c := copied{name: name, since: t.knowOriginal(ctx, name)}
	if t.kit.ready() > 0 && t.filling.CompareAndSwap(false, true) {
		go t.fill()
	}
	return c, nil
}

// knowOriginal reads the first copy of this process's, which others are compared with, and says from which transaction on. One that cannot
// be read this way serves one test: so do the others then.
func (t *template) knowOriginal(ctx context.Context, name string) (since string) {
	t.reading.Do(func() {
		if t.kit.ready() == 0 {
			return
		}
		k, err := t.keep(ctx, name)
		if err == nil {
			t.original, _ = readOriginal(ctx, k.conn, t.server.isSuper)
		}
		k.close()
	})
	if t.original == nil {
		return ""
	}
	return t.original.since
}

// take gives a copy that is ready another name, if there is one. Several processes may try; one gets it.
func (t *template) take(ctx context.Context, name string) (taken bool, err error) {
	if t.kit.ready() == 0 {
		return false, nil
	}
	spares, err := t.spares(ctx)
	if err != nil {
		return false, err
	}
	for _, spare := range spares {
		if _, err := t.server.db.ExecContext(ctx, "ALTER DATABASE "+spare+" RENAME TO "+name); err == nil {
			return true, nil
		}
	}
	return false, nil
}

// spares are the copies that are ready, in any order, so that processes which take one at once try different ones.
func (t *template) spares(ctx context.Context) ([]string, error) {
	return t.server.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) ORDER BY random()", t.sparePrefix)
}

// fill makes copies until as many are ready as there are to be. One that the end of the process interrupts has a name that is swept
// away; what goes wrong shows in the test that makes a copy itself.
func (t *template) fill() {
	defer t.filling.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := t.server
	for {
		spares, err := t.spares(ctx)
		if err != nil || len(spares) >= t.kit.ready() {
			return
		}
		draft := s.newName()
		if s.create(ctx, draft, t.name) != nil {
			return
		}
		if s.exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s%s_%d", draft, t.sparePrefix, s.owner, s.made.Add(1))) != nil {
			return
		}
	}
}
