package migratetest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
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
					insert(t, opened(t, at))
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

// TestConnectionsInUse drops a database with a transaction that is open still.
func TestConnectionsInUse(t *testing.T) {
	address := testdb.PostgresURL(t)
	kit := kitOf(address, people())
	var at string
	whole := t
	t.Run("test", func(t *testing.T) {
		at = kit.At(t)
		tx, err := opened(whole, at).BeginTx(context.Background(), nil)
		if err == nil {
			_, err = tx.ExecContext(context.Background(), "INSERT INTO users (email, name) VALUES ('a', 'b')")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	awaitGone(t, at)
}

// insert finds that a row is the first one.
func insert(t *testing.T, db *bun.DB) {
	t.Helper()
	u := User{Email: "a", Name: "b"}
	if _, err := db.NewInsert().Model(&u).Exec(t.Context()); err != nil || u.ID != 1 {
		t.Errorf("%+v, %v", u, err)
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
			insert(t, kit.Database(t))
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
