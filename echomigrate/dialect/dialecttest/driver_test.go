package dialecttest_test

import (
	"database/sql"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"github.com/uptrace/bun/driver/sqliteshim"
	"github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/dialecttest"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// opened closes a database when the test ends.
func opened(t testing.TB, db *sql.DB, dialect schema.Dialect) *bun.DB {
	t.Helper()
	t.Cleanup(func() { db.Close() })
	return bun.NewDB(db, dialect)
}

func pgxIn(mode pgx.QueryExecMode) func(t testing.TB) *bun.DB {
	return func(t testing.TB) *bun.DB {
		config, err := pgx.ParseConfig(testdb.PostgresURL(t))
		if err != nil {
			t.Fatal(err)
		}
		config.DefaultQueryExecMode = mode
		return opened(t, stdlib.OpenDB(*config), pgdialect.New())
	}
}

// Every way in which an app may have opened PostgreSQL.
func TestPostgresDrivers(t *testing.T) {
	for name, open := range map[string]func(t testing.TB) *bun.DB{
		"pgx with prepared statements":    pgxIn(pgx.QueryExecModeCacheStatement),
		"pgx with the simple protocol":    pgxIn(pgx.QueryExecModeSimpleProtocol),
		"pgx without prepared statements": pgxIn(pgx.QueryExecModeExec),
		"pgdriver": func(t testing.TB) *bun.DB {
			return opened(t, sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(testdb.PostgresURL(t)))), pgdialect.New())
		},
	} {
		t.Run(name, func(t *testing.T) { dialecttest.RunDriver(t, dialecttest.Target{Dialect: postgres.New(), Open: open}) })
	}
}

// runSQLite runs the tests with a driver of SQLite.
func runSQLite(t *testing.T, driver, options string) {
	dialecttest.RunDriver(t, dialecttest.Target{Dialect: sqlite.New(), Open: func(t testing.TB) *bun.DB {
		db, err := sql.Open(driver, "file:"+testdb.SQLitePath(t)+options)
		if err != nil {
			t.Fatal(err)
		}
		return opened(t, db, sqlitedialect.New())
	}})
}

func TestSQLiteInGo(t *testing.T) {
	for _, driver := range []string{"sqlite", sqliteshim.ShimName} {
		t.Run(driver, func(t *testing.T) { runSQLite(t, driver, "?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)") })
	}
}
