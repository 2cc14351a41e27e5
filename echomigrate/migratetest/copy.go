package migratetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// copied is a copy of a template.
type copied struct {
	name string
	// isKnown is set where somebody may connect to the name yet that the test had it by.
	isKnown bool
	// since is a transaction that had not begun when it was like the original.
	since string
	// keeper is a connection of ours to it, at the latest once a test was done with it.
	keeper *keeper
	// session is what the test before has left open; nil where that is nothing.
	session *session
	// life is which of the process's lives on the server it was renewed in: later on, it may be another process's.
	life int64
	// slot is the one that it holds while it is in use; 0 where the test has another database, whose slot serves both.
	slot int
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
func (t *template) place(tb testing.TB) place {
	tb.Helper()
	c, err := t.next(tb)
	if err != nil && t.isGone(tb.Context()) {
		t.forget()
		return t.kit.place(tb)
	}
	if err != nil {
		tb.Fatalf("migratetest: copy the template of the tests' databases: %v", err)
	}
	tb.Cleanup(func() { t.giveBack(tb, c) })
	p := t.server.at(tb, c.name)
	p.isKnown = func() { c.isKnown = true }
	p.session, c.session = c.session, nil
	p.keep = func(s *session) { c.session = s }
	return p
}

// next is a copy that tests of this process are done with; else it makes one.
func (t *template) next(tb testing.TB) (c copied, err error) {
	tb.Helper()
	if t.kit.ready() == 0 {
		t.server.slots.take(tb)
		return t.create(tb.Context())
	}
	slots := t.server.slots
	one, got := t.circulation.next(slots.has(tb.Name())), false
	coming := one == nil
	defer func() {
		if got {
			return
		}
		t.circulation.lose(coming)
		if one != nil {
			t.discard(*one)
		}
	}()
	slot := t.hold(tb, one)
	if one != nil && one.life != t.server.lives.Load() {
		former := *one
		former.slot, one = 0, nil
		go t.discard(former)
	}
	if one == nil {
		if c, err = t.obtain(tb.Context()); err != nil {
			return copied{}, errors.Join(err, slots.free(slot))
		}
		if coming {
			t.circulation.added(slot)
		}
		one = &c
	}
	got = true
	one.slot = slot
	return *one, nil
}

// hold is the slot that comes with a copy, or that is waited for where one is to be made.
func (t *template) hold(tb testing.TB, one *copied) int {
	tb.Helper()
	if one != nil {
		return t.server.slots.hold(tb, one.slot)
	}
	defer t.circulation.slotted()
	return t.server.slots.hold(tb, 0)
}

// obtain is a copy that this process has not had: one that an earlier one has left, one that is ready, or a new one.
func (t *template) obtain(ctx context.Context) (copied, error) {
	if c, got, err := t.inherit(ctx); got || err != nil {
		return c, err
	}
	name := t.newName()
	taken, err := t.take(ctx, name)
	if err != nil {
		return copied{}, err
	}
	if taken {
		go t.tend()
		return t.fresh(ctx, name)
	}
	defer func() { go t.tend() }()
	return t.create(ctx)
}

// create makes a copy.
func (t *template) create(ctx context.Context) (copied, error) {
	name := t.newName()
	if err := t.createAs(ctx, name); err != nil {
		return copied{}, err
	}
	return t.fresh(ctx, name)
}

// createAs makes a copy of that name.
func (t *template) createAs(ctx context.Context, name string) error {
	began := time.Now()
	if err := t.server.create(ctx, name, t.name); err != nil {
		return err
	}
	t.circulation.costs(time.Since(began))
	return nil
}

// fresh is a copy that nobody has had.
func (t *template) fresh(ctx context.Context, name string) (copied, error) {
	c := copied{name: name}
	if t.kit.ready() == 0 {
		return c, nil
	}
	var err error
	if c.since, err = t.server.now(ctx); err != nil || t.reading.isOver() {
		return c, err
	}
	// Where this cannot be, there is the template.
	if k, err := t.keep(ctx, name); err == nil && t.readCopy(ctx, k.conn) {
		k.isPrepared = true
		c.keeper = k
	} else {
		k.close()
	}
	return c, nil
}

// newName is one for a copy of this process's.
func (t *template) newName() string { return t.server.newName() + "_" + t.oid }

// take gives a copy that is ready another name, if there is one. Several processes may try; one gets it.
func (t *template) take(ctx context.Context, name string) (taken bool, err error) {
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

// sparePrefix is what the names of copies begin with that are ready.
func (t *template) sparePrefix() string { return t.server.prefix + "s" + t.oid + "_" }

// spares are the copies that are ready, in any order, so that processes which take one at once try different ones.
func (t *template) spares(ctx context.Context) ([]string, error) {
	return t.server.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) ORDER BY random()", t.sparePrefix())
}

// tend makes copies until as many are ready as there are to be, where each serves one test. One that the end of the process interrupts
// has a name that is swept away; what goes wrong shows in the test that makes a copy itself.
func (t *template) tend() {
	if !t.circulation.isWearing() || !t.tending.CompareAndSwap(false, true) {
		return
	}
	defer t.tending.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := t.server
	for {
		spares, err := t.spares(ctx)
		if err != nil {
			return
		}
		if len(spares) >= t.kit.ready() {
			return
		}
		draft := s.newName()
		if t.createAs(ctx, draft) != nil {
			return
		}
		if s.exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s%s_%d", draft, t.sparePrefix(), s.owner, s.made.Add(1))) != nil {
			return
		}
	}
}

// giveBack renews a copy behind the back of the test that had it, or drops it.
func (t *template) giveBack(tb testing.TB, c copied) {
	if t.kit.ready() == 0 {
		t.server.dropBehind(tb, c.name)
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		c.life = t.server.lives.Load()
		c, err := t.renew(ctx, c)
		kept := false
		if err != nil {
			t.circulation.lose(false)
		} else {
			var slot int
			kept, slot = t.circulation.give(c, t.kit.ready())
			_ = t.server.slots.free(slot)
			c.slot = 0
		}
		if t.kit.renewed != nil {
			t.kit.renewed(err)
		}
		if !kept {
			t.discard(c)
		}
	}()
}

// discard drops a copy. What is left of it is swept away.
func (t *template) discard(c copied) {
	c.session.close()
	c.keeper.close()
	_ = t.server.slots.free(c.slot)
	t.server.dropping <- true
	defer func() { <-t.server.dropping }()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = t.server.drop(ctx, c.name)
}
