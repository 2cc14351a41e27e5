package bench_test

import (
	"context"
	"database/sql"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// database is an empty database that counts what it is asked.
type database struct {
	*bun.DB
	// trips counts the round trips to PostgreSQL, and the statements to SQLite, which has none.
	trips *atomic.Int64
}

func openPostgres(t testing.TB) database {
	t.Helper()
	config, err := pgx.ParseConfig(testdb.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	trips := &atomic.Int64{}
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &countedConn{Conn: conn, trips: trips}, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	db := bun.NewDB(stdlib.OpenDB(*config), pgdialect.New())
	t.Cleanup(func() { db.Close() })
	return database{db, trips}
}

// countedConn counts how often something is sent after something was received.
type countedConn struct {
	net.Conn
	trips *atomic.Int64
	sent  atomic.Bool
}

func (c *countedConn) Write(b []byte) (int, error) {
	if c.sent.CompareAndSwap(false, true) {
		c.trips.Add(1)
	}
	return c.Conn.Write(b)
}

func (c *countedConn) Read(b []byte) (n int, err error) {
	if n, err = c.Conn.Read(b); n > 0 {
		c.sent.Store(false)
	}
	return n, err
}

func openSQLite(t testing.TB) database {
	t.Helper()
	trips := &atomic.Int64{}
	return database{testdb.SQLite(t).WithQueryHook(countingHook{trips}), trips}
}

// countingHook counts what goes through Bun.
type countingHook struct{ trips *atomic.Int64 }

func (h countingHook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	h.trips.Add(1)
	return ctx
}

func (h countingHook) AfterQuery(context.Context, *bun.QueryEvent) {}

// through is the database for those that do not use Bun: what they ask is sent as it stands, and counted as Bun's is.
type through struct{ database }

func (d through) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	d.count()
	return d.DB.DB.QueryContext(ctx, query, arguments...)
}

func (d through) ExecContext(ctx context.Context, query string, arguments ...any) (sql.Result, error) {
	d.count()
	return d.DB.DB.ExecContext(ctx, query, arguments...)
}

func (d through) count() {
	if !isPostgres(d.database) {
		d.trips.Add(1)
	}
}

func isPostgres(d database) bool { return d.Dialect().Name().String() == "pg" }
