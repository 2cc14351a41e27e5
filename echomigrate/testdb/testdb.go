// Package testdb gives tests real databases of their own.
//
// A database that cannot be had fails the test; nothing is skipped.
package testdb

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// server is the one that the environment names, or a private one that lives as long as the process.
var server = sync.OnceValues(func() (string, error) {
	if address := os.Getenv(pgserver.EnvURL); address != "" {
		return address, nil
	}
	bin, err := pgserver.FindOrInstall(os.Stderr)
	if err != nil {
		return "", err
	}
	s, err := pgserver.Start(bin)
	if err != nil {
		return "", err
	}
	return s.URL(""), nil
})

var databases atomic.Int64

// ServerURL is the URL of a database that is there on the server, and stays as it is.
func ServerURL(t testing.TB) string {
	t.Helper()
	address, err := server()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return address
}

// PostgresURL is the URL of a new, empty database, which is dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	address := ServerURL(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("testdb: %s: %v", pgserver.EnvURL, err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), databases.Add(1))
	onServer(t, address, "CREATE DATABASE "+name)
	t.Cleanup(func() { onServer(t, address, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

func onServer(t testing.TB, address, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("testdb: %s: %v", statement, err)
	}
}

// Postgres is a new, empty database on pgx, which is dropped when the test ends.
func Postgres(t testing.TB) *bun.DB {
	t.Helper()
	return OpenPostgres(t, PostgresURL(t))
}

// OpenPostgres opens a database by its URL, and closes it when the test ends.
func OpenPostgres(t testing.TB, address string) *bun.DB {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	db := bun.NewDB(stdlib.OpenDB(*config), pgdialect.New())
	t.Cleanup(func() { db.Close() })
	return db
}

// SQLitePath is the path of a file that is not there yet.
func SQLitePath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "test.db")
}

// SQLite is a new, empty database with foreign keys enforced.
func SQLite(t testing.TB) *bun.DB {
	t.Helper()
	return OpenSQLite(t, SQLitePath(t))
}

// OpenSQLite opens a database by its path, and closes it when the test ends.
func OpenSQLite(t testing.TB, path string) *bun.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return bun.NewDB(db, sqlitedialect.New())
}

// Each runs a test on a new database of each kind.
func Each(t *testing.T, test func(t *testing.T, db *bun.DB)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
}

// withoutNoise leaves out the lines of a dump that differ from run to run or from version to version.
func withoutNoise(dump string) string {
	var kept []string
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, `\restrict`) && !strings.HasPrefix(line, `\unrestrict`) && !strings.HasPrefix(line, "-- Dumped ") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
