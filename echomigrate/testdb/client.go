package testdb

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// client is the path of one of PostgreSQL's client programs: that of the server's directory, or where it has none, as servers that are
// made to be embedded, another one on the machine that is not older than the server.
func client(t testing.TB, name string) string {
	t.Helper()
	bin, err := pgserver.Find()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	path := filepath.Join(bin, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	server, err := pgserver.Major(filepath.Join(bin, "postgres"))
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	found := "none on this machine"
	for _, other := range pgserver.Candidates() {
		path := filepath.Join(other, name)
		major, err := pgserver.Major(path)
		if err == nil && major >= server {
			return path
		}
		if err == nil {
			found = fmt.Sprintf("%s is of PostgreSQL %d", path, major)
		}
	}
	t.Fatalf("testdb: there is no %s for PostgreSQL %d in %s, and %s: install postgresql-client-%d", name, server, bin, found, server)
	return ""
}
