package migratetest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// EnvAddress names the environment variable with the address of a database on the server that tests may use.
const EnvAddress = "DATABASE_URL"

// Kit says what is tested, and on which database. Only Open is needed. Several tests may use one Kit at once; it is not to be copied
// once it was used.
type Kit struct {
	// Open opens the database at an address, as the application does: the URL of one on PostgreSQL, which may have a
	// search_path for the connection, or the path of an SQLite file. It opens that one and no other, and writes nothing there. Models that it
	// registers are those that the schema is compared with. There is no default.
	Open func(address string) (*bun.DB, error)
	// Migrator makes the Migrator for a database that Open has opened, with the application's configuration. Default:
	// echomigrate.New with the zero Config.
	Migrator func(db *bun.DB) (*echomigrate.Migrator, error)
	// Address is the URL of a database on the PostgreSQL server to use. The database itself is left alone: each test gets a further
	// one beside it, or where the role may not create any, a schema in it. Anything else, such as the path of a file, stands for
	// SQLite files of the tests' own. Default: the value of DATABASE_URL.
	Address string
	// Heads name the heads that there are to be, each by an ID, the beginning of one, or a label. Default: there is one.
	Heads []string
	// OneWay names revisions that are meant to have no way back. Default: each must have one.
	OneWay []string
	// Salt stands for what the schema at the heads depends on beside the operations of the revisions and the files with Go code
	// among them: other code that an op.Func calls, hooks of the configuration. Default: there is nothing else.
	Salt string
	// Ready is how many copies a process keeps on PostgreSQL for its further tests, of those that tests had, once it has proved that they
	// are as good as new. It leaves further processes twice as many, to be proved again. Where tests leave none that is, as many new ones
	// are made beforehand. Below zero there are none of either. Default: 4.
	Ready int
	// KeepConnections hands the connections of Database on to the next test, together with the database, reset as a pool of connections
	// does between its users: they are what a database costs most. What no reset takes back, the next test sees: a setting of one's own,
	// as "app.tenant", is empty then and no longer unknown, and a library that was loaded stays. What a test has left running can no
	// longer use the *bun.DB, but the *sql.DB in it, and statements that it has prepared. Open may set nothing on a connection but what
	// the address says. Where a test leaves a transaction open, or more than two connections, the next one has new ones. Default: each
	// test has new ones. It is about databases that are copied on PostgreSQL; others always have new ones.
	KeepConnections bool

	// renewed is told how it went when a copy was made fit for another test.
	renewed func(error)

	mu      sync.Mutex
	sources map[string]source
}

// source is where copies of a database at the heads come from.
type source interface {
	// place makes a copy for a test, which is gone when the test ends.
	place(t testing.TB) place
}

// place is a database of a test's own.
type place struct {
	// address is the one to open.
	address string
	// schema is the one in which the test is alone; empty where it is alone in the database.
	schema string
	// copy is what is given on when the test ends; nil where nothing is.
	copy *copied
}

// Database gives a test a database of its own at the head revisions, open; it is closed when the test ends, with all other connections,
// unless KeepConnections keeps them. See At.
func (k *Kit) Database(t testing.TB) *bun.DB {
	t.Helper()
	p := k.place(t)
	if p.copy != nil && k.KeepConnections {
		return k.lent(t, p)
	}
	db := k.opened(t, p.address)
	t.Cleanup(func() { p.close(db) })
	return db
}

// lent is an open database with connections that go from test to test.
func (k *Kit) lent(t testing.TB, p place) *bun.DB {
	t.Helper()
	c := p.copy
	if c.session == nil {
		c.session = k.newSession(t, p.address)
	}
	t.Cleanup(func() {
		if !c.session.end() {
			p.close(c.session.db)
			c.session = nil
		}
	})
	return c.session.lend()
}

// close closes a database when its test ends.
func (p place) close(db *bun.DB) {
	_ = db.Close()
	// Connections that are being made count here, and not on the server yet.
	if db.Stats().OpenConnections > 0 {
		p.expose()
	}
}

// At is the address of a new database at the head revisions, for a test of the application as a whole: a URL, or the path of a file.
// There is nothing at it when the test ends, and connections that are open still end.
//
// The database is a copy of a template, which is made once for a history of revisions. On PostgreSQL that is a database on
// the same server, on SQLite a file in the directory for temporary files. It is kept for further runs; those that no run has
// used for an hour are removed. What tests have left that were killed serves further ones once it is renewed, or is removed. Where the role may not create databases, each test has
// a schema, in which the revisions are run.
//
// So that tests find the connections that they need, there are as many databases at once as a fifth of the connections that the
// server allows; further tests wait, those of other packages too.
func (k *Kit) At(t testing.TB) string {
	t.Helper()
	p := k.place(t)
	p.expose()
	return p.address
}

// expose says that others may connect to it when the test has ended. Nothing is left open then.
func (p place) expose() {
	if c := p.copy; c != nil {
		c.session.close()
		c.session, c.isExposed = nil, true
	}
}

// place is that of a copy.
func (k *Kit) place(t testing.TB) place {
	t.Helper()
	if k.Open == nil {
		t.Fatal(errNoOpen)
	}
	s, err := k.source()
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	return s.place(t)
}

// source is the one for the address of the moment.
func (k *Kit) source() (source, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	address := k.address()
	if s, known := k.sources[address]; known {
		return s, nil
	}
	made, err := k.newSource(context.Background(), address)
	if err != nil {
		return nil, err
	}
	if k.sources == nil {
		k.sources = map[string]source{}
	}
	k.sources[address] = made
	return made, nil
}

func (k *Kit) newSource(ctx context.Context, address string) (source, error) {
	if otherServer.MatchString(address) {
		return nil, fmt.Errorf("the address is to be the URL of a PostgreSQL database, postgres://…, or empty for SQLite files, not %.12q…", address)
	}
	if !isPostgres(address) {
		return newFile(ctx, k)
	}
	s, err := serverOf(address, k.Open)
	if err != nil {
		return nil, err
	}
	if !s.mayCreate {
		return scratch{s, k}, nil
	}
	return newTemplate(ctx, s, k)
}

// empty gives a test a database with nothing in it.
func (k *Kit) empty(t testing.TB) place {
	t.Helper()
	address := k.address()
	if !isPostgres(address) {
		return place{address: newPath(t)}
	}
	s, err := serverOf(address, k.Open)
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	if !s.mayCreate {
		return s.newSchema(t, k)
	}
	return s.newDatabase(t)
}

// address is the one to go by, which may be empty.
func (k *Kit) address() string { return cmp.Or(k.Address, os.Getenv(EnvAddress)) }

// open opens a database for a test, which closes it.
func (k *Kit) open(t testing.TB, address string) *bun.DB {
	t.Helper()
	db := k.opened(t, address)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (k *Kit) opened(t testing.TB, address string) *bun.DB {
	t.Helper()
	db, err := k.openAt(t.Context(), address)
	if err != nil {
		t.Fatalf("migratetest: open %s: %v", redacted(address), err)
	}
	return db
}

// openAt opens a database, and makes sure that it is the one at the address: rows of any other one are somebody's own.
func (k *Kit) openAt(ctx context.Context, address string) (*bun.DB, error) {
	db, err := k.Open(address)
	if err != nil || !isPostgres(address) {
		return db, err
	}
	want, err := databaseIn(address)
	var is string
	if err == nil {
		err = whenFree(ctx, func() error { return db.QueryRowContext(ctx, "SELECT current_database()").Scan(&is) })
	}
	if err == nil && want != "" && is != want {
		err = fmt.Errorf("Kit.Open opens the database %q, and %q is asked for: it is to go by the address that it is given", is, want)
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// migrator is the Migrator for a database.
func (k *Kit) migrator(db *bun.DB) (*echomigrate.Migrator, error) {
	if k.Migrator != nil {
		return k.Migrator(db)
	}
	return echomigrate.New(db, echomigrate.Config{})
}

// upgrade brings the database at an address to the heads, and calls then with it.
func (k *Kit) upgrade(ctx context.Context, address string, then func(*bun.DB) error) error {
	db, err := k.openAt(ctx, address)
	if err != nil {
		return err
	}
	defer db.Close()
	m, err := k.migrator(db)
	if err != nil {
		return err
	}
	if _, err := m.Upgrade(ctx, "heads"); err != nil {
		return err
	}
	return then(db)
}
