package testdb_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestEachDatabaseIsNewAndOfItsOwn(t *testing.T) {
	for range 2 {
		testdb.Each(t, func(t *testing.T, db *bun.DB) {
			if _, err := db.ExecContext(context.Background(), "CREATE TABLE t (id integer)"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDumpIsStable(t *testing.T) {
	address := testdb.PostgresURL(t)
	db := testdb.OpenPostgres(t, address)
	if _, err := db.Exec("CREATE TABLE t (id integer)"); err != nil {
		t.Fatal(err)
	}
	if first := testdb.Dump(t, address); first != testdb.Dump(t, address) || first == "" {
		t.Errorf("two dumps differ: %s", first)
	}
	path := testdb.SQLitePath(t)
	if _, err := testdb.OpenSQLite(t, path).Exec("CREATE TABLE t (id integer)"); err != nil {
		t.Fatal(err)
	}
	if got, want := testdb.DumpSQLite(t, path), "CREATE TABLE t (id integer);"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
