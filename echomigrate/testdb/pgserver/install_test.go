package pgserver_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// onlyPath makes dir the only place in which programs are found.
func onlyPath(t *testing.T) (dir string) {
	t.Helper()
	if found, _ := filepath.Glob("/usr/*/postgresql/*/bin/postgres"); len(found) > 0 {
		t.Setenv("PATH", t.TempDir())
		if _, err := pgserver.Find(); err != nil {
			t.Fatalf("%s is there, but Find: %v", found[0], err)
		}
	}
	dir = t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv(pgserver.EnvBin, "")
	return dir
}

func TestMajor(t *testing.T) {
	dir := t.TempDir()
	for version, want := range map[string]int{"15.18 (Debian 15.18-0+deb12u1)": 15, "18beta1": 18, "9.6.24": 9, "": 0} {
		program(t, dir, "pg_dump", "echo 'pg_dump (PostgreSQL) "+version+"'")
		got, err := pgserver.Major(filepath.Join(dir, "pg_dump"))
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("%q: got %d, error %v", version, got, err)
		}
	}
}

func TestFindByPgConfig(t *testing.T) {
	dir, bin := onlyPath(t), t.TempDir()
	program(t, dir, "pg_config", "echo "+bin)
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		program(t, bin, name, "exit 0")
	}
	var log bytes.Buffer
	got, err := pgserver.FindOrInstall(&log)
	if got != bin || err != nil || log.Len() > 0 {
		t.Errorf("got %q, error %v, log %q; want %q", got, err, log.String(), bin)
	}
}

func TestNothingFoundSaysWhatToInstall(t *testing.T) {
	if found := pgserver.Candidates(); len(found) > 0 && os.Getenv("PATH") != "" {
		dir := onlyPath(t)
		if _, err := pgserver.Find(); err == nil {
			return // an installed server is found without PATH
		}
		_, err := pgserver.FindOrInstall(os.Stderr)
		if err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") {
			t.Errorf("with PATH=%s: got %v", dir, err)
		}
	}
}
