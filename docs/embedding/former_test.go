package embedding_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"
	"testing/fstest"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	migratesqlite "github.com/golang-migrate/migrate/v4/database/sqlite"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/docs/embedding/service"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// eachAddress runs a test with the address of a new database of each kind.
func eachAddress(t *testing.T, test func(t *testing.T, address func() string, postgres bool)) {
	t.Run("postgres", func(t *testing.T) { test(t, func() string { return testdb.PostgresURL(t) }, true) })
	t.Run("sqlite", func(t *testing.T) { test(t, func() string { return testdb.SQLitePath(t) }, false) })
}

func open(t *testing.T, address string) *bun.DB {
	t.Helper()
	db, err := service.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// gooseTo runs goose itself.
func gooseTo(t *testing.T, address string, postgres bool, version int64) {
	t.Helper()
	kind := goose.DialectSQLite3
	if postgres {
		kind = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(kind, open(t, address).DB, os.DirFS("former/goose"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
}

// TestGooseIsTakenOver has a database of each kind that goose left at its last version, one that is behind, and an empty one.
func TestGooseIsTakenOver(t *testing.T) {
	eachAddress(t, func(t *testing.T, address func() string, postgres bool) {
		s := newShop(t, "former")
		live, staging, fresh := address(), address(), address()
		gooseTo(t, live, postgres, 2)
		gooseTo(t, staging, postgres, 1)
		at := func(address string) string { return "--database-url " + address + " db " }
		s.run(at(live)+"upgrade", 1, "books", "already exists")
		s.run(at(live)+"adopt --from goose", 0,
			"goose is at 2, by table goose_db_version.\nCompared with what the revisions make: 1 table.\nRunning stamp  -> 8c2f1e0a7b44, Baseline\n")
		s.run(at(live)+"upgrade", 0, "Running upgrade 8c2f1e0a7b44 -> 91d0aa3c55e7, Add ISBN")
		s.run(at(live)+"adopt --from goose", 0, "Nothing to do: the database has 8c2f1e0a7b44 already.")
		s.run(at(live)+"check", 0, "Left alone: table goose_db_version", "No new upgrade operations detected.")

		s.run(at(staging)+"adopt --from goose", 1, "goose is at 1, without 2, which revision 8c2f1e0a7b44 replaces: run `goose up-to 2` first")
		gooseTo(t, staging, postgres, 2)
		s.run(at(staging)+"adopt --from goose", 0, "Running stamp")

		gap := address()
		gooseTo(t, gap, postgres, 2)
		if _, err := open(t, gap).Exec("DELETE FROM goose_db_version WHERE version_id = 1"); err != nil {
			t.Fatal(err)
		}
		s.run(at(gap)+"adopt --from goose", 1, "goose is at 2, without 1, which revision 8c2f1e0a7b44 replaces: run `goose -allow-missing up-to 1` first, or")
		s.run(at(gap)+"adopt --from goose --to 8c2f1e0a7b44", 0, "Running stamp  -> 8c2f1e0a7b44, Baseline")

		s.run(at(fresh)+"adopt --from goose", 0, "Nothing to adopt: the database is empty, and `shop db upgrade` makes its schema.")
		s.run(at(fresh)+"upgrade", 0, "Running upgrade  -> 8c2f1e0a7b44", "-> 91d0aa3c55e7")
	})
}

// TestGolangMigrateLeavesWhatIsRead runs golang-migrate itself, also into a migration that fails.
func TestGolangMigrateLeavesWhatIsRead(t *testing.T) {
	eachAddress(t, func(t *testing.T, address func() string, postgres bool) {
		at := address()
		m := golangMigrate(t, open(t, at).DB, postgres)
		db := open(t, at)
		if err := m.Migrate(2); err != nil {
			t.Fatal(err)
		}
		read := func() (adopt.State, error) {
			d, err := known.Of(db)
			if err != nil {
				t.Fatal(err)
			}
			return adopt.Read(context.WithoutCancel(t.Context()), d, db, adopt.Source{Tool: "golang-migrate"})
		}
		state, err := read()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"2"}, state.Versions); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if err := m.Migrate(3); err == nil {
			t.Fatal("a migration that fails does not fail")
		}
		if state, err = read(); !errors.Is(err, adopt.ErrUnfinished) {
			t.Errorf("%+v, %v", state, err)
		}
		if err := m.Force(2); err != nil {
			t.Fatal(err)
		}
		if err := m.Steps(-2); err != nil {
			t.Fatal(err)
		}
		if state, err = read(); err != nil || len(state.Versions) > 0 {
			t.Errorf("at its beginning: %+v, %v", state, err)
		}
	})
}

func golangMigrate(t *testing.T, db *sql.DB, postgres bool) *migrate.Migrate {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"1_books.up.sql": "CREATE TABLE books (id bigint PRIMARY KEY)", "1_books.down.sql": "DROP TABLE books",
		"2_notes.up.sql": "CREATE TABLE notes (id bigint PRIMARY KEY)", "2_notes.down.sql": "DROP TABLE notes",
		"3_fails.up.sql": "INSERT INTO nowhere VALUES (1)",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	source, err := iofs.New(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	var driver database.Driver
	if postgres {
		driver, err = migratepgx.WithInstance(db, &migratepgx.Config{})
	} else {
		driver, err = migratesqlite.WithInstance(db, &migratesqlite.Config{})
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := migrate.NewWithInstance("iofs", source, "database", driver)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
