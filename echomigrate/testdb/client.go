package testdb

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// client is the path of one of PostgreSQL's client programs: that of the server's directory, or where it has none, as servers that are
// made to be embedded, another one on the machine that is not older than the least major version, or else than the server. It is empty
// where there is none.
func client(t testing.TB, name string, least int) string {
	t.Helper()
	bin, err := pgserver.Find()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	path := filepath.Join(bin, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if least == 0 {
		if least, err = pgserver.Major(filepath.Join(bin, "postgres")); err != nil {
			t.Fatalf("testdb: %v", err)
		}
	}
	for _, other := range pgserver.Candidates() {
		path := filepath.Join(other, name)
		if major, err := pgserver.Major(path); err == nil && major >= least {
			return path
		}
	}
	return ""
}
