package migratetest_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestLeft finds databases of a process that is gone. The next run drops them, also what connections alone do not keep, and what it cannot
// drop is not in its way.
func TestLeft(t *testing.T) {
	if part() != "" {
		kit := kitOf(part(), people())
		kit.Ready = -1
		insert(t, kit.Database(t))
		return
	}
	address := testdb.PostgresURL(t)
	run := func() {
		t.Helper()
		if out, err := child(t, address).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	run()
	admin := opened(t, address)
	var template, server string
	var prepares int
	err := admin.QueryRow("SELECT (SELECT oid::text FROM pg_database WHERE starts_with(datname, 'migratetest_' || d.oid || '_t')), oid::text, "+
		"current_setting('max_prepared_transactions')::int FROM pg_database d WHERE datname = current_database()").Scan(&template, &server, &prepares)
	if err != nil {
		t.Fatal(err)
	}
	statements := map[string]string{
		"1_" + template: "SELECT 1",
		"2":             "ALTER DATABASE ? IS_TEMPLATE true",
		"3":             "BEGIN; CREATE TABLE t (); PREPARE TRANSACTION 'it''s left'",
		"4":             "CREATE SUBSCRIPTION ? CONNECTION 'port=1' PUBLICATION p WITH (connect = false)",
	}
	if prepares == 0 {
		delete(statements, "3")
	}
	var dead []string
	for n, statement := range statements {
		name := fmt.Sprintf("migratetest_%s_00000000_%s", server, n)
		if _, err := admin.Exec("CREATE DATABASE ?", bun.Ident(name)); err != nil {
			t.Fatal(err)
		}
		db := opened(t, at(t, address, name))
		if _, err := db.Exec(statement, bun.Ident(name)); err != nil {
			t.Fatal(err)
		}
		if n != "4" {
			dead = append(dead, name)
			continue
		}
		t.Cleanup(func() {
			for _, s := range []string{"ALTER SUBSCRIPTION ? SET (slot_name = NONE)", "DROP SUBSCRIPTION ?"} {
				if _, err := db.Exec(s, bun.Ident(name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	run()
	for _, name := range ours(t, address) {
		if slices.Contains(dead, name) {
			t.Errorf("%s is there still", name)
		}
	}
}

// at is the address of another database on the server.
func at(t *testing.T, address, database string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}
