package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAddressesOfNoDatabaseAreNamed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing", "app.db")
	for address, want := range map[string]string{
		missing:               "DATABASE_URL: the directory of the SQLite file " + missing + ": ",
		"mysql://localhost/a": `DATABASE_URL: unknown scheme "mysql"`,
	} {
		if _, err := openDatabase(address); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("openDatabase(%q): got error %v, want it to begin with %q", address, err, want)
		}
	}
	if db, err := openDatabase(filepath.Join(t.TempDir(), "app.db")); err != nil {
		t.Error(err)
	} else if err := db.Close(); err != nil {
		t.Error(err)
	}
}
