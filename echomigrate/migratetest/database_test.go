package migratetest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestCopies finds that each test has a database of its own, which is what the revisions make.
func TestCopies(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		kit := kitOf(address, people())
		empty := testdb.SQLitePath(t)
		if strings.HasPrefix(address, "postgres://") {
			empty = testdb.PostgresURL(t)
		}
		m, err := kit.Migrator(opened(t, empty))
		if err == nil {
			_, err = m.Upgrade(t.Context(), "heads")
		}
		if err != nil {
			t.Fatal(err)
		}
		want := definitions(t, empty)
		var places []string
		t.Run("tests", func(t *testing.T) {
			for n := range 6 {
				t.Run(fmt.Sprint(n), func(t *testing.T) {
					at := kit.At(t)
					places = append(places, at)
					if d := cmp.Diff(want, definitions(t, at)); d != "" {
						t.Errorf("a copy differs from what the revisions make: %s", d)
					}
					db := opened(t, at)
					u := User{Email: "a", Name: "b"}
					if _, err := db.NewInsert().Model(&u).Exec(t.Context()); err != nil || u.ID != 1 {
						t.Errorf("%+v, %v", u, err)
					}
				})
			}
		})
		for _, at := range places {
			awaitGone(t, at)
		}
	})
}

// definitions are what a database holds.
func definitions(t *testing.T, address string) []dialect.Definition {
	t.Helper()
	db := opened(t, address)
	d, err := known.Of(db)
	if err != nil {
		t.Fatal(err)
	}
	found, err := d.Definitions(t.Context(), db, dialect.Scope{})
	if err != nil || len(found.List) < 3 {
		t.Fatalf("%+v, %v", found, err)
	}
	return found.List
}

// opened is a database that is closed when the test ends.
func opened(t testing.TB, address string) *bun.DB {
	t.Helper()
	db, err := open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// awaitGone waits until there is no database at an address; the server drops it in its own time.
func awaitGone(t *testing.T, address string) {
	t.Helper()
	if !strings.HasPrefix(address, "postgres://") {
		if _, err := os.Stat(address); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there still: %v", address, err)
		}
		return
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		db, err := open(address)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Ping()
		db.Close()
		if err != nil && strings.Contains(err.Error(), "3D000") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is there still: %v", address, err)
		}
	}
}

// ours lists our databases on a server beside the one of an address, without those that are ready.
func ours(t *testing.T, address string) (names []string) {
	t.Helper()
	err := opened(t, address).NewRaw("SELECT datname::text FROM pg_database WHERE starts_with(datname, 'migratetest_' || "+
		"(SELECT oid FROM pg_database WHERE datname = current_database()) || '_') AND datname !~ '^migratetest_[0-9]+_s' ORDER BY 1").Scan(t.Context(), &names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestConnectionsInUse drops a database with a transaction that is open still.
func TestConnectionsInUse(t *testing.T) {
	address := testdb.PostgresURL(t)
	kit := kitOf(address, people())
	var at string
	other := func() *bun.DB { return nil }
	t.Run("test", func(t *testing.T) {
		at = kit.At(t)
		db, err := open(at)
		if err != nil {
			t.Fatal(err)
		}
		other = func() *bun.DB { return db }
		tx, err := db.BeginTx(context.Background(), nil)
		if err == nil {
			_, err = tx.ExecContext(context.Background(), "INSERT INTO users (email, name) VALUES ('a', 'b')")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	awaitGone(t, at)
	other().Close()
}

// counter counts the statements of the databases that it opens.
type counter struct {
	at               string // the server's own database
	onServer, copies atomic.Int64
}

type counting struct{ n *atomic.Int64 }

func (c counting) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	c.n.Add(1)
	return ctx
}
func (c counting) AfterQuery(context.Context, *bun.QueryEvent) {}

func (c *counter) open(address string) (*bun.DB, error) {
	db, err := open(address)
	if err != nil {
		return nil, err
	}
	n := &c.copies
	if address == c.at {
		n = &c.onServer
	}
	return db.WithQueryHook(counting{n}), nil
}

// TestRoundTrips finds that a database costs as many statements whatever the history: two on the server to copy it, none in the copy; and
// four in one that another test had and wrote a row in.
func TestRoundTrips(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onEach(t, func(t *testing.T, address string) {
		for _, n := range []int{3, 60} {
			for _, ready := range []int{-1, 1} {
				count := &counter{at: address}
				kit := kitOf(address, history(n))
				kit.Open, kit.Ready = count.open, ready
				for i := range 3 { // makes the template, and copies that are used in turn
					t.Run("before", func(t *testing.T) { kit.Database(t) })
					awaitStill(&count.onServer)
					if built := count.copies.Load(); built < int64(n) && ready < 0 && i == 0 {
						t.Errorf("%d revisions were run in %d statements", n, built)
					}
				}
				server, copies := count.onServer.Load(), count.copies.Load()
				t.Run("test", func(t *testing.T) {
					if _, err := kit.Database(t).DB.ExecContext(t.Context(), "INSERT INTO t0 (name) VALUES ('a')"); err != nil {
						t.Error(err)
					}
				})
				awaitStill(&count.onServer)
				// A slot and its end, CREATE and DROP; with one that a test had looks whether that one's connections are gone.
				limit, within := int64(4), int64(0)
				if ready > 0 {
					limit = 2 + 25
				}
				if ready > 0 && address != "files" {
					within = 4 // three looks, and what takes back rows and sequences
				}
				if got := count.onServer.Load() - server; got > limit {
					t.Errorf("%d revisions: %d statements on the server, want at most %d", n, got, limit)
				}
				if got := count.copies.Load() - copies; got != within {
					t.Errorf("%d revisions: %d statements in the copy, want %d", n, got, within)
				}
			}
		}
	})
}

// awaitStill waits until a number has not changed for a while.
func awaitStill(n *atomic.Int64) {
	for last := int64(-1); last != n.Load(); time.Sleep(300 * time.Millisecond) {
		last = n.Load()
	}
}

// TestSalt makes a template anew for another salt.
func TestSalt(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onEach(t, func(t *testing.T, address string) {
		var runs atomic.Int64
		for _, salt := range []string{"a", "a", "b"} {
			kit := kitOf(address, append(people(), revision.Revision{
				ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "count", Run: func(context.Context, bun.IDB) error {
					runs.Add(1)
					return nil
				}}},
			}))
			kit.Salt = salt
			kit.At(t)
		}
		if n := runs.Load(); n != 2 {
			t.Errorf("the revisions were run %d times, want twice", n)
		}
	})
}

// TestProcessesAtOnce lets processes begin at once on a server that has no template.
func TestProcessesAtOnce(t *testing.T) {
	if address := part(); address != "" {
		kit := kitOf(address, append(people(), revision.Revision{
			ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "say", Run: func(context.Context, bun.IDB) error {
				fmt.Println("the template is made")
				return nil
			}}},
		}))
		for n := range 8 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				u := User{Email: "a", Name: "b"}
				if _, err := kit.Database(t).NewInsert().Model(&u).Exec(t.Context()); err != nil || u.ID != 1 {
					t.Errorf("%+v, %v", u, err)
				}
			})
		}
		return
	}
	onEach(t, func(t *testing.T, address string) {
		var children []*exec.Cmd
		var outputs []*strings.Builder
		temporary := t.TempDir()
		for range 3 {
			c := child(t, address, "TMPDIR="+temporary)
			out := &strings.Builder{}
			c.Stdout, c.Stderr = out, out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			children, outputs = append(children, c), append(outputs, out)
		}
		made := 0
		for i, c := range children {
			if err := c.Wait(); err != nil {
				t.Errorf("%v\n%s", err, outputs[i])
			}
			made += strings.Count(outputs[i].String(), "the template is made")
		}
		if isServer := strings.HasPrefix(address, "postgres://"); isServer && made != 1 || made == 0 {
			t.Errorf("the template was made %d times", made)
		}
		if left, err := filepath.Glob(filepath.Join(temporary, "migratetest-*", "draft*")); err != nil || left != nil {
			t.Errorf("left are %v, %v", left, err)
		}
	})
}

// TestKilled kills a process that makes a template, and one whose test has a database: the next one clears up.
func TestKilled(t *testing.T) {
	revisions := func() []revision.Revision {
		return append(people(), revision.Revision{
			ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "hang", Run: func(context.Context, bun.IDB) error {
				if part() == "build" {
					fmt.Println("hangs")
					select {}
				}
				return nil
			}}},
		})
	}
	if part() != "" {
		kit := kitOf(os.Getenv("MIGRATETEST_ADDRESS"), revisions())
		for range 2 {
			t.Run("done", func(t *testing.T) { insert(t, kit.Database(t)) })
		}
		insert(t, kit.Database(t))
		fmt.Println("hangs")
		select {}
	}
	address := testdb.PostgresURL(t)
	var left []string
	for _, part := range []string{"build", "use"} {
		c := child(t, part, "MIGRATETEST_ADDRESS="+address)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		awaitLine(t, out, "hangs")
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		if left = ours(t, address); len(left) == 0 {
			t.Errorf("%s: the killed process has left nothing", part)
		}
	}
	kit := kitOf(address, revisions())
	for range 8 {
		t.Run("next", func(t *testing.T) { insert(t, kit.Database(t)) })
	}
	for _, name := range ours(t, address) {
		if slices.Contains(left, name) && !strings.Contains(name, "_t") {
			t.Errorf("%s is there still", name)
		}
	}
}

// insert finds that a row is the first one.
func insert(t *testing.T, db *bun.DB) {
	t.Helper()
	u := User{Email: "a", Name: "b"}
	if _, err := db.NewInsert().Model(&u).Exec(t.Context()); err != nil || u.ID != 1 {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestFormerTemplates removes templates that nobody uses, with what was ready.
func TestFormerTemplates(t *testing.T) {
	if part() != "" {
		kitOf(os.Getenv("MIGRATETEST_ADDRESS"), history(len(part()))).At(t)
		return
	}
	address := testdb.PostgresURL(t)
	run := func(revisions int) {
		t.Helper()
		if out, err := child(t, strings.Repeat("r", revisions), "MIGRATETEST_ADDRESS="+address).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	run(1)
	run(2)
	templates := func() []string {
		return slices.DeleteFunc(ours(t, address), func(name string) bool { return !strings.Contains(name, "_t") })
	}
	both := templates()
	if len(both) != 2 {
		t.Fatalf("the templates are %v", both)
	}
	for _, name := range both {
		if _, err := opened(t, address).Exec("COMMENT ON DATABASE ? IS ?", bun.Ident(name), "template of migratetest, last used 2001-01-01T00:00:00Z"); err != nil {
			t.Fatal(err)
		}
	}
	run(2)
	if left := templates(); len(left) != 1 {
		t.Errorf("the templates are %v", left)
	}
}

// TestWithoutCreateDB runs in schemas for a role that may not create databases.
func TestWithoutCreateDB(t *testing.T) {
	if part() != "" {
		kitOf(part(), people(), (*User)(nil)).Verify(t, ada)
		return
	}
	address := testdb.PostgresURL(t)
	admin := opened(t, address)
	role := fmt.Sprintf("migratetest_role_%d", os.Getpid())
	if _, err := admin.Exec("CREATE ROLE ? LOGIN", bun.Ident(role)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = admin.Exec("DROP OWNED BY ?; DROP ROLE ?", bun.Ident(role), bun.Ident(role)) })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	as := u.String()
	if out, err := child(t, as).CombinedOutput(); err == nil || !strings.Contains(string(out), "the role "+role+" may create neither databases nor schemas") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := admin.Exec("GRANT CREATE ON DATABASE ? TO ?", bun.Ident(databaseOf(t, admin)), bun.Ident(role)); err != nil {
		t.Fatal(err)
	}
	kit := kitOf(as+"&application_name=again", people(), (*User)(nil))
	t.Run("verify", func(t *testing.T) { kit.Verify(t, ada) })
	t.Run("database", func(t *testing.T) {
		for range 2 {
			u := User{Email: "a", Name: "b"}
			if _, err := kit.Database(t).NewInsert().Model(&u).Exec(t.Context()); err != nil || u.ID != 1 {
				t.Errorf("%+v, %v", u, err)
			}
		}
	})
	var left int
	if err := admin.NewRaw("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'migratetest%'").Scan(t.Context(), &left); err != nil || left > 0 {
		t.Errorf("%d schemas are left, %v", left, err)
	}
}

func databaseOf(t *testing.T, db *bun.DB) (name string) {
	t.Helper()
	if err := db.QueryRow("SELECT current_database()::text").Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAddressOfTheEnvironment goes by DATABASE_URL.
func TestAddressOfTheEnvironment(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		t.Setenv(migratetest.EnvAddress, address)
		if at := kitOf("", people()).At(t); strings.HasPrefix(at, "postgres://") != strings.HasPrefix(address, "postgres://") {
			t.Errorf("%s for %s", at, address)
		}
	})
}
