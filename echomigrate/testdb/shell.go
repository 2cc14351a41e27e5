package testdb

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// sqlite3 is the shell of SQLite, which is installed where it is missing.
var sqlite3 = sync.OnceValues(func() (string, error) {
	if program, err := exec.LookPath("sqlite3"); err == nil {
		return program, nil
	}
	if err := pgserver.Install(os.Stderr, "sqlite3"); err != nil {
		return "", err
	}
	return exec.LookPath("sqlite3")
})

// Shell runs a script as the shell of the database at an address does, the URL of one of PostgreSQL or the path of one of
// SQLite, which stops at an error, and gives what it printed.
func Shell(t testing.TB, address, script string) (out string, err error) {
	t.Helper()
	if isPostgres(address) {
		return Psql(t, address, script)
	}
	return SQLite3(t, address, script)
}

// isPostgres reports whether an address is the URL of a PostgreSQL database and not a path.
func isPostgres(address string) bool { return strings.HasPrefix(address, "postgres://") }

// Psql runs a script as psql does, which stops at an error, and gives what it printed.
func Psql(t testing.TB, address, script string) (out string, err error) {
	t.Helper()
	program := client(t, "psql", 1)
	if program == "" {
		t.Fatal("testdb: there is no psql: install postgresql-client")
	}
	return run(exec.Command(program, "-X", "-q", "-v", "ON_ERROR_STOP=1", address), script)
}

// SQLite3 runs a script as sqlite3 does, which stops at an error, and gives what it printed.
func SQLite3(t testing.TB, path, script string) (out string, err error) {
	t.Helper()
	program, err := sqlite3()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return run(exec.Command(program, "-bail", path), script)
}

func run(command *exec.Cmd, script string) (string, error) {
	command.Stdin = strings.NewReader(script)
	out, err := command.CombinedOutput()
	return string(out), err
}
