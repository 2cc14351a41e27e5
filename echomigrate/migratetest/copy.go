package migratetest

import (
	"context"
	"errors"
	"testing"
	"time"
)

// copied is a copy of a template.
type copied struct {
	name string
	// isExposed is set where somebody may connect to the name yet that the test had it by.
	isExposed bool
	// since is a transaction that had not begun when it was like the original.
	since string
	// inspector is a connection of ours to it, at the latest once a test was done with it.
	inspector *inspector
	// session is what the test has open, or the one before has left so; nil where that is nothing.
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
	p.copy = &c
	return p
}

// next is a copy that tests of this process are done with; else it makes one.
func (t *template) next(tb testing.TB) (copied, error) {
	tb.Helper()
	if t.kit.ready() == 0 {
		t.server.slots.take(tb)
		return t.create(tb.Context())
	}
	if one := t.circulation.next(t.server.slots.has(tb.Name())); one != nil {
		return t.reuse(tb, *one)
	}
	return t.further(tb)
}

// further is a copy that comes to those of this process. A test that ends while it waits for a slot does not return.
func (t *template) further(tb testing.TB) (c copied, err error) {
	tb.Helper()
	got := false
	defer func() {
		if !got {
			t.circulation.fail()
		}
	}()
	slot := func() int {
		tb.Helper()
		defer t.circulation.slotted()
		return t.server.slots.hold(tb, 0)
	}()
	if c, err = t.obtain(tb.Context()); err != nil {
		return copied{}, errors.Join(err, t.server.slots.free(slot))
	}
	t.circulation.added(slot)
	got, c.slot = true, slot
	return c, nil
}

// reuse is a copy that is free, unless the server was restarted since: others may have taken it then. A test that ends while it waits for a
// slot does not return.
func (t *template) reuse(tb testing.TB, c copied) (_ copied, err error) {
	tb.Helper()
	held := false
	defer func() {
		if !held {
			t.put(c)
		}
	}()
	c.slot = t.server.slots.hold(tb, c.slot)
	held = true
	if c.life == t.server.lives.Load() {
		return c, nil
	}
	slot := c.slot
	c.slot = 0
	go t.discard(c)
	if c, err = t.obtain(tb.Context()); err != nil {
		t.circulation.lose()
		return copied{}, errors.Join(err, t.server.slots.free(slot))
	}
	c.slot = slot
	return c, nil
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
		go t.refillSpares()
		return t.fresh(ctx, name)
	}
	defer func() { go t.refillSpares() }()
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
	if c.since, err = t.server.nextTransaction(ctx); err != nil || t.reading.isOver() {
		return c, err
	}
	// If this fails, known reads the template instead.
	if i, err := t.inspect(ctx, name); err == nil && t.readCopy(ctx, i.conn) {
		i.isPrepared = true
		c.inspector = i
	} else {
		i.close()
	}
	return c, nil
}

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

// spares are the copies that are ready, in any order, so that processes which take one at once try different ones.
func (t *template) spares(ctx context.Context) ([]string, error) {
	return t.server.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) ORDER BY random()", t.sparePrefix())
}

// refillSpares makes copies until as many are ready as there are to be, where each serves one test. One that the end of the process interrupts
// has a name that is swept away; what goes wrong shows in the test that makes a copy itself.
func (t *template) refillSpares() {
	if !t.circulation.isSingleUse() || !t.refilling.CompareAndSwap(false, true) {
		return
	}
	defer t.refilling.Store(false)
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
		if s.exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+t.spareName()) != nil {
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
		if err == nil {
			t.put(c)
		} else {
			t.circulation.lose()
		}
		if t.kit.renewed != nil {
			t.kit.renewed(err)
		}
		if err != nil {
			t.discard(c)
		}
	}()
}

// put gives a copy to the next test, or drops it where enough are free.
func (t *template) put(c copied) {
	kept, slot := t.circulation.give(c, t.kit.ready())
	_ = t.server.slots.free(slot)
	if !kept {
		c.slot = 0
		go t.discard(c)
	}
}

// discard drops a copy. What is left of it is swept away.
func (t *template) discard(c copied) {
	c.session.close()
	c.inspector.close()
	_ = t.server.slots.free(c.slot)
	t.server.dropping <- true
	defer func() { <-t.server.dropping }()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = t.server.drop(ctx, c.name)
}
