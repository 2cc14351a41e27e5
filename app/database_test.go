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

// A file keeps its journal mode: to set one is an error where the file may only be read.
func TestOnlyANewFileGetsAJournalMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	for _, c := range []struct{ set, want string }{{"", "wal"}, {"PRAGMA journal_mode = DELETE", "delete"}} {
		db, err := openDatabase(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("CREATE TABLE IF NOT EXISTS a (id integer); " + c.set); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if db, err = openDatabase(path); err != nil {
			t.Fatal(err)
		}
		var mode string
		if err := db.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != c.want {
			t.Errorf("the mode is %s, %v, want %s", mode, err, c.want)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
