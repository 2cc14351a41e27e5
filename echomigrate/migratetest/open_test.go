package migratetest_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestOtherDatabase refuses an Open that goes by anything else than the address, whatever is asked of the kit. The database that it opens stays
// as it is.
func TestOtherDatabase(t *testing.T) {
	if part() != "" {
		what, address, _ := strings.Cut(part(), "|")
		kit := kitOf(address, people(), (*User)(nil))
		kit.Open = func(string) (*bun.DB, error) { return open(address) }
		if what == "verify" {
			kit.Verify(t)
		} else {
			insert(t, kit.Database(t))
		}
		return
	}
	address := testdb.PostgresURL(t)
	for _, what := range []string{"verify", "database"} {
		out, err := child(t, what+"|"+address).CombinedOutput()
		if want := "Kit.Open opens the database"; err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: it says\n%s\nwant %q", what, out, want)
		}
	}
	var tables int
	err := opened(t, address).QueryRow("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&tables)
	if err != nil || tables > 0 {
		t.Errorf("%d relations are there, %v", tables, err)
	}
}

// TestDatabaseParameter has the name of the database behind the question mark, where it counts for pgx.
func TestDatabaseParameter(t *testing.T) {
	address := testdb.PostgresURL(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("dbname", strings.TrimPrefix(u.Path, "/"))
	u.Path, u.RawQuery = "/", q.Encode()
	kit := kitOf(u.String(), people(), (*User)(nil))
	t.Run("verify", func(t *testing.T) { kit.Verify(t) })
	for range 3 {
		t.Run("database", func(t *testing.T) { insert(t, kit.Database(t)) })
	}
	var tables int
	if err := opened(t, address).QueryRow("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&tables); err != nil || tables > 0 {
		t.Errorf("%d relations are there, %v", tables, err)
	}
}

// TestOtherServer refuses what is neither a URL of PostgreSQL's nor a file.
func TestOtherServer(t *testing.T) {
	if part() != "" {
		kitOf(part(), people()).Database(t)
		return
	}
	for _, address := range []string{"host=localhost dbname=shop", "mysql://localhost/shop"} {
		out, err := child(t, address).CombinedOutput()
		if want := "the address is to be the URL of a PostgreSQL database"; err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: it says\n%s\nwant %q", address, out, want)
		}
	}
}

// TestDrivers gives databases to tests by each way to open one, with connections kept and not.
func TestDrivers(t *testing.T) {
	for name, open := range map[string]func(string) (*bun.DB, error){
		"pgx": func(address string) (*bun.DB, error) {
			config, err := pgx.ParseConfig(address)
			if err != nil {
				return nil, err
			}
			return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()), nil
		},
		// Closing the database does not close the pool.
		"pgxpool": func(address string) (*bun.DB, error) {
			pool, err := pgxpool.New(t.Context(), address)
			if err != nil {
				return nil, err
			}
			return bun.NewDB(stdlib.OpenDBFromPool(pool), pgdialect.New()), nil
		},
		"pgdriver": func(address string) (*bun.DB, error) {
			return bun.NewDB(sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(address))), pgdialect.New()), nil
		},
	} {
		for _, keep := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, kept=%t", name, keep), func(t *testing.T) {
				kit := kitOf(testdb.PostgresURL(t), people())
				kit.Open, kit.KeepConnections = open, keep
				k := newRenewals(kit)
				pids := map[int]bool{}
				for range 4 {
					t.Run("test", func(t *testing.T) {
						db := k.kit.Database(t)
						pids[process(t, db)] = true
						for range 2 {
							var n int
							if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM users WHERE id < ?", 100).Scan(&n); err != nil || n != 0 {
								t.Errorf("%d rows, %v", n, err)
							}
						}
						insert(t, db)
					})
					if err := <-k.done; err != nil {
						t.Error(err)
					}
				}
				if len(pids) > 1 == keep && name != "pgxpool" {
					t.Errorf("the tests had %d connections", len(pids))
				}
			})
		}
	}
}

// TestIdleSessions has a server that ends idle sessions. A test keeps its database, beside another process, and the next one has one.
func TestIdleSessions(t *testing.T) {
	if part() != "" {
		insert(t, kitOf(part(), people()).Database(t))
		return
	}
	server := ownServer(t)
	address := server.URL("")
	db := opened(t, address)
	var version int
	if err := db.QueryRow("SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if version >= 140000 {
		for _, statement := range []string{"ALTER SYSTEM SET idle_session_timeout = '1s'", "SELECT pg_reload_conf()"} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	kit := kitOf(address, people())
	before := databaseOf(t, kit.Database(t))
	if _, err := opened(t, address).Exec("SELECT pg_sleep(2.5)"); err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, address).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var there bool
	if err := opened(t, address).QueryRow("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = ?)", before).Scan(&there); err != nil || !there {
		t.Errorf("the database has its name yet: %t, %v", there, err)
	}
	insert(t, kit.Database(t))
}

// TestPlainRole gives databases on to a role that may create some, and no more.
func TestPlainRole(t *testing.T) {
	address := testdb.PostgresURL(t)
	admin := opened(t, address)
	role := fmt.Sprintf("migratetest_plain_%d", os.Getpid())
	if _, err := admin.Exec("CREATE ROLE ? LOGIN CREATEDB", bun.Ident(role)); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	k := newRenewals(kitOf(u.String(), people()))
	t.Cleanup(func() {
		var names []string
		if err := admin.NewRaw("SELECT datname::text FROM pg_database WHERE datdba = (SELECT oid FROM pg_roles WHERE rolname = ?)", role).Scan(context.Background(), &names); err != nil {
			t.Error(err)
		}
		for _, name := range names {
			_, _ = admin.Exec("DROP DATABASE ? WITH (FORCE)", bun.Ident(name))
		}
		_, _ = admin.Exec("DROP OWNED BY ?; DROP ROLE ?", bun.Ident(role), bun.Ident(role))
	})
	had := map[string]bool{}
	for range 3 {
		t.Run("test", func(t *testing.T) {
			db := k.kit.Database(t)
			insert(t, db)
			had[oid(t, db)] = true
		})
		if err := <-k.done; err != nil {
			t.Error(err)
		}
	}
	if len(had) != 1 {
		t.Errorf("the tests had %d databases", len(had))
	}
}

// TestInheritSettings has a history that sets something on the database, which copies do not have, and leaves rows enough to be analyzed. A further
// process takes over what the first one leaves.
func TestInheritSettings(t *testing.T) {
	history := []revision.Revision{{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: `
		CREATE TABLE seeds AS SELECT n AS id FROM generate_series(1, 300) n;
		DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database()); END $$;
		DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$`}}}}
	if part() != "" {
		fmt.Println("has", oid(t, kitOf(part(), history).Database(t)))
		return
	}
	address := testdb.PostgresURL(t)
	had := map[string]bool{}
	for range 2 {
		out, err := child(t, address).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		_, rest, _ := strings.Cut(string(out), "has ")
		id, _, _ := strings.Cut(rest, "\n")
		had[id] = true
	}
	if len(had) != 1 {
		t.Errorf("the processes had the databases %v", had)
	}
}

// TestOpenWrites has an Open that writes something each time. The template stays as it was made.
func TestOpenWrites(t *testing.T) {
	history := []revision.Revision{{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: "CREATE TABLE boots (id serial)"}}}}
	if part() != "" {
		kit := kitOf(part(), history)
		kit.Open = func(address string) (*bun.DB, error) {
			db, err := open(address)
			if err == nil {
				_, _ = db.Exec("INSERT INTO boots DEFAULT VALUES")
			}
			return db, err
		}
		db := kit.Database(t)
		var n int
		if err := db.QueryRow("SELECT count(*) FROM boots").Scan(&n); err != nil {
			t.Fatal(err)
		}
		fmt.Println("boots:", n)
		return
	}
	address := testdb.PostgresURL(t)
	for range 3 {
		if out, err := child(t, address).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	kit := kitOf(address, history)
	kit.Ready = -1
	var n int
	if err := kit.Database(t).QueryRow("SELECT count(*) FROM boots").Scan(&n); err != nil || n != 0 {
		t.Errorf("the template has %d rows, %v", n, err)
	}
}
