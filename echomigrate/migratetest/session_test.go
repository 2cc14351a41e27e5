package migratetest_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// keeping is a kit whose tests have one another's connections.
func keeping(t *testing.T) *renewals {
	t.Helper()
	k := newRenewals(kitOf(testdb.PostgresURL(t), shop()))
	k.kit.KeepConnections = true
	return k
}

// used is a test that uses its database, and says which process of the server it had.
func (k *renewals) used(t *testing.T, use func(t *testing.T, db *bun.DB)) (pid int) {
	t.Helper()
	t.Run("test", func(t *testing.T) {
		db := k.kit.Database(t)
		pid = process(t, db)
		use(t, db)
	})
	<-k.done
	return pid
}

func process(t *testing.T, db bun.IDB) (pid int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

// TestKeepConnections gives a test the connection of the test before, where nothing of that one can be seen on it.
func TestKeepConnections(t *testing.T) {
	cases := []struct {
		name, sql string
		kept      bool
	}{
		{"nothing", "SELECT 1", true},
		{"rows", "INSERT INTO goods (name) VALUES ('a'), ('b')", true},
		{"rows and an error", "INSERT INTO goods (name) VALUES ('a'); SELECT nope()", true},
		{"a transaction", "BEGIN; INSERT INTO goods (name) VALUES ('a')", false}, // the driver's doing
		{"a transaction that failed", "BEGIN; INSERT INTO goods (name) VALUES ('a'); SELECT nope()", false},
		{"settings", "SET search_path = pg_temp; SET application_name = 'dirt'; SET default_transaction_read_only = on; SET TimeZone = 'Asia/Tokyo'", true},
		{"a role", "SET ROLE pg_monitor", true},
		{"another user", "SET SESSION AUTHORIZATION pg_monitor", true},
		{"a statement that is prepared", "PREPARE p AS SELECT 1", false},
		{"a cursor", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", true},
		{"a listener", "LISTEN l", true},
		{"a lock", "SELECT pg_advisory_lock(42)", true},
		{"a temporary table", "CREATE TEMP TABLE kinds AS SELECT 1 AS id", true},
		{"a temporary function", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", true},
		{"a sequence", "SELECT nextval('numbers')", true},
		{"the process ended", "SELECT pg_terminate_backend(pg_backend_pid())", false},
		{"a definition", "CREATE TABLE further (id int)", false},
	}
	k := keeping(t)
	shown := func(t *testing.T, db *bun.DB) string {
		var session, database string
		err := db.QueryRow(`SELECT concat_ws(' ', current_user, session_user, current_setting('role'), current_setting('TimeZone'), (SELECT count(*) FROM pg_cursors WHERE is_holdable),
			(SELECT count(*) FROM pg_prepared_statements WHERE from_sql)), current_database()`).Scan(&session, &database)
		if err != nil {
			t.Fatal(err)
		}
		var last int64
		if err := db.QueryRow("SELECT lastval()").Scan(&last); err == nil {
			t.Errorf("the session knows the last value %d", last)
		}
		u, err := url.Parse(testdb.ServerURL(t))
		if err != nil {
			t.Fatal(err)
		}
		u.Path = database
		return session + portraitOf(t, db, u.String())
	}
	var want string
	k.used(t, func(t *testing.T, db *bun.DB) { want = shown(t, db) })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			had := k.used(t, func(t *testing.T, db *bun.DB) {
				for _, statement := range strings.Split(c.sql, "; ") {
					_, err := db.ExecContext(t.Context(), statement)
					if err != nil && !strings.Contains(statement, "nope") && !strings.Contains(statement, "terminate") {
						t.Fatal(err)
					}
				}
			})
			has := k.used(t, func(t *testing.T, db *bun.DB) {
				if d := cmp.Diff(want, shown(t, db)); d != "" {
					t.Error(d)
				}
			})
			if c.kept != (has == had) {
				t.Errorf("the connection is the same: %t", has == had)
			}
		})
	}
}

// TestKeepConnectionsInUse gives a test new connections where those of the test before are in use yet, or otherwise set.
func TestKeepConnectionsInUse(t *testing.T) {
	k := keeping(t)
	for name, use := range map[string]func(t *testing.T, db *bun.DB){
		"a transaction": func(t *testing.T, db *bun.DB) {
			if _, err := db.BeginTx(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
		},
		"rows": func(t *testing.T, db *bun.DB) {
			if _, err := db.Query("SELECT 1"); err != nil { //nolint:sqlclosecheck,rowserrcheck // that is the case
				t.Fatal(err)
			}
		},
		"many": func(t *testing.T, db *bun.DB) {
			db.SetMaxIdleConns(5)
			for range 5 {
				conn, err := db.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
			}
		},
		"a pool that is set":    func(_ *testing.T, db *bun.DB) { db.SetMaxOpenConns(1) },
		"a pool that is closed": func(_ *testing.T, db *bun.DB) { db.Close() },
		"a query": func(_ *testing.T, db *bun.DB) {
			go func() { _, _ = db.Exec("SELECT pg_sleep(60)") }()
			time.Sleep(100 * time.Millisecond)
		},
	} {
		t.Run(name, func(t *testing.T) {
			had := k.used(t, use)
			has := k.used(t, func(t *testing.T, db *bun.DB) {
				if n, err := db.NewSelect().Table("goods").Count(t.Context()); n != 0 || err != nil {
					t.Errorf("%d rows, %v", n, err)
				}
			})
			if has == had {
				t.Error("the connection is the same")
			}
		})
	}
}

// TestKeepConnectionsEnd finds that neither what a test has left running nor its hooks reach the next one, which has the same connection.
func TestKeepConnectionsEnd(t *testing.T) {
	k := keeping(t)
	var left *bun.DB
	var late counting
	had := k.used(t, func(_ *testing.T, db *bun.DB) {
		late = counting{&(&counter{}).copies}
		db.AddQueryHook(late) //nolint:staticcheck // applications do
		left = db
	})
	late.n.Store(0)
	has := k.used(t, func(t *testing.T, db *bun.DB) {
		if _, err := left.Exec("INSERT INTO goods (name) VALUES ('late')"); !errors.Is(err, context.Canceled) {
			t.Errorf("what was left running could write: %v", err)
		}
		if _, err := left.BeginTx(context.Background(), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("what was left running could begin: %v", err)
		}
		late.n.Store(0)
		if n, err := db.NewSelect().Table("goods").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		if n := late.n.Load(); n != 0 {
			t.Errorf("the hook of the test before saw %d queries", n)
		}
	})
	if has != had {
		t.Error("the connection is another one")
	}
	at := 0
	t.Run("at", func(t *testing.T) { at = process(t, opened(t, k.kit.At(t))) })
	<-k.done
	if at == had {
		t.Error("a test that opens its database itself has the connection")
	}
}

// TestKeepConnectionsSettings refuses an Open that sets something, which a reset would take back.
func TestKeepConnectionsSettings(t *testing.T) {
	if part() == "" {
		out, err := child(t, testdb.PostgresURL(t)).CombinedOutput()
		if want := "KeepConnections: Open sets work_mem on each connection"; err == nil || !strings.Contains(string(out), want) {
			t.Errorf("it says\n%s\nwant %q", out, want)
		}
		return
	}
	kit := kitOf(part(), shop())
	kit.KeepConnections = true
	kit.Open = func(address string) (*bun.DB, error) {
		db, err := open(address)
		if err == nil && strings.Contains(address, "migratetest_") {
			db.SetMaxOpenConns(1)
			_, err = db.Exec("SET work_mem = '7MB'")
		}
		return db, err
	}
	kit.Database(t)
}

// TestKeepConnectionsAtOnce has tests at once, more than there are databases.
func TestKeepConnectionsAtOnce(t *testing.T) {
	k := keeping(t)
	t.Run("all", func(t *testing.T) {
		for n := range 40 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				db := k.kit.Database(t)
				if rows, err := db.NewSelect().Table("goods").Count(t.Context()); rows != 0 || err != nil {
					t.Errorf("%d rows, %v", rows, err)
				}
				if _, err := db.ExecContext(t.Context(), "INSERT INTO goods (name) VALUES ('a')"); err != nil {
					t.Error(err)
				}
			})
		}
	})
}
