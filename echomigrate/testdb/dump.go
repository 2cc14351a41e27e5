package testdb

import (
	"database/sql"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// DumpAt is Dump for the URL of a PostgreSQL database, and DumpSQLite for a path.
func DumpAt(t testing.TB, address string) string {
	t.Helper()
	if isPostgres(address) {
		return Dump(t, address)
	}
	return DumpSQLite(t, address)
}

// Dump is what pg_dump says of a database's schema, without owners and privileges; what the catalogs say where no pg_dump is new enough
// for the server.
func Dump(t testing.TB, address string) string {
	t.Helper()
	return dump(t, address, "-s", "--no-owner", "--no-privileges")
}

// DumpAll is what pg_dump says of a PostgreSQL database, with rows, owners and privileges.
func DumpAll(t testing.TB, address string) string {
	t.Helper()
	return dump(t, address)
}

func dump(t testing.TB, address string, options ...string) string {
	t.Helper()
	program := client(t, "pg_dump", 0)
	switch {
	case program == "" && len(options) == 0:
		return catalogDump(t, address) + contentsDump(t, address)
	case program == "":
		return catalogDump(t, address)
	}
	out, err := exec.Command(program, append(options, address)...).Output()
	if err != nil {
		t.Fatalf("testdb: pg_dump: %v: %s", err, stderrOf(err))
	}
	return withoutNoise(string(out))
}

func stderrOf(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(exit.Stderr)
	}
	return ""
}

// DumpSQLite is the SQL that a database file keeps of its schema, by name.
func DumpSQLite(t testing.TB, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY type, name")
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatalf("testdb: %v", err)
		}
		lines = append(lines, text+";")
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return strings.Join(lines, "\n")
}
