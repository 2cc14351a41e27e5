package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openDatabase opens PostgreSQL for a postgres:// URL and an SQLite file for anything else. It does not connect yet.
func openDatabase(address string) (*bun.DB, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, fmt.Errorf("DATABASE_URL: %w", err)
		}
		// Bun writes values into its queries, so there is nothing to prepare; and a prepared statement would not survive a
		// migration that changes its result.
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
		return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()), nil
	}
	if scheme, _, found := strings.Cut(address, "://"); found {
		return nil, fmt.Errorf("DATABASE_URL: unknown scheme %q: use postgres://… or the path of an SQLite file", scheme)
	}
	// SQLite makes the file, but not its directory, and would name neither.
	if _, err := os.Stat(filepath.Dir(address)); err != nil {
		return nil, fmt.Errorf("DATABASE_URL: the directory of the SQLite file %s: %w", address, err)
	}
	pragmas := []string{"foreign_keys(1)", "busy_timeout(5000)"}
	if isNew(address) { // the mode stays with the file, and a file that may only be read takes none
		pragmas = append(pragmas, "journal_mode(WAL)")
	}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: address}).EscapedPath(), RawQuery: url.Values{
		"_pragma": pragmas,
		"_txlock": {"immediate"},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	return bun.NewDB(db, sqlitedialect.New()), nil
}

// isNew reports whether SQLite is to make a file, or finds nothing in it.
func isNew(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Size() == 0
}
