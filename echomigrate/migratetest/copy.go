package migratetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

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
	address, err := beside(t.server.address, c.name)
	if err != nil {
		tb.Fatalf("migratetest: %v", err)
	}
	return place{address: address}
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
			t.original, err = readOriginal(ctx, k.conn)
		}
		if err == nil {
			t.original.silent = t.server.isSuper
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
	spares, err := t.server.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) ORDER BY random()", t.spares)
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

// fill makes copies until as many are ready as there are to be. One that the end of the process interrupts has a name that is swept
// away; what goes wrong shows in the test that makes a copy itself.
func (t *template) fill() {
	defer t.filling.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := t.server
	for {
		spares, err := s.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?)", t.spares)
		if err != nil || len(spares) >= t.kit.ready() {
			return
		}
		draft := s.newName()
		if s.create(ctx, draft, t.name) != nil {
			return
		}
		if s.exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s%s_%d", draft, t.spares, s.owner, s.made.Add(1))) != nil {
			return
		}
	}
}

// newDatabase gives a test a database with nothing in it.
func (s *server) newDatabase(t testing.TB) place {
	t.Helper()
	s.slots.take(t)
	name := s.newName()
	if err := s.create(t.Context(), name, ""); err != nil {
		t.Fatalf("migratetest: create a database: %v", err)
	}
	return s.hand(t, name)
}

// hand gives a test a database, which is dropped when the test ends.
func (s *server) hand(t testing.TB, name string) place {
	t.Helper()
	t.Cleanup(func() { s.dropBehind(t, name) })
	address, err := beside(s.address, name)
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	return place{address: address}
}

// create makes a database, a copy of a template where one is named.
func (s *server) create(ctx context.Context, name, template string) error {
	statement := "CREATE DATABASE " + name
	if template != "" {
		statement += " TEMPLATE " + template
	}
	if template != "" && s.version >= 150000 {
		// Files are copied between two checkpoints, which wait for disks and for everybody else's tests.
		statement += " STRATEGY WAL_LOG"
	}
	return s.exec(ctx, statement)
}

// drop removes a database, with the connections to it.
func (s *server) drop(ctx context.Context, database string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS "+database+" WITH (FORCE)")
}

// grace is how long a test waits for its database to be dropped. The server needs the statement, and nobody who waits for it: it goes on
// when the process ends. What it does not come to is swept away.
const grace = 5 * time.Millisecond

// dropBehind drops a test's database, behind the test's back where that takes longer than grace.
func (s *server) dropBehind(t testing.TB, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.dropping <- true
	end := func() {
		<-s.dropping
		cancel()
	}
	var conn bun.Conn
	err := whenFree(ctx, func() (err error) { conn, err = s.db.Conn(ctx); return err })
	if err != nil {
		end()
		t.Errorf("migratetest: drop the test's database: %v", err)
		return
	}
	dropped := make(chan error, 1)
	go func() {
		defer end()
		defer conn.Close()
		_, err := conn.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		dropped <- err
	}()
	select {
	case err := <-dropped:
		if err != nil {
			t.Errorf("migratetest: drop the test's database: %v", err)
		}
	case <-time.After(grace):
	}
}
