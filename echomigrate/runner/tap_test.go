package runner_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// tap sits between database/sql and a real driver. It counts the round trips, and lets one of them go wrong.
type tap struct {
	driver.Connector
	mu    sync.Mutex
	trips []string
	// fault is what happens to the trip with the number at, counted from 1.
	fault fault
	at    int
	// refused is how many connections fail as those do that find the database locked.
	refused int
	// hidden is set when the driver is not to say which process of the server it talks to, as if a pooler stood between.
	hidden bool
	// swap is set when each transaction is to get another session of the server, as a pooler may give it one.
	swap bool
	// meanwhile is called before each trip, where it is set.
	meanwhile func(text string)
}

// fault is a way in which a round trip goes wrong.
type fault int

const (
	// refuse is an error in place of the trip.
	refuse fault = iota
	// lose is a trip whose answer is lost.
	lose
	// sever is a connection that ends in place of the trip.
	sever
	// loseAndSever is a connection that ends before the answer arrives.
	loseAndSever
)

var errFault = errors.New("injected fault")

// tapPostgres and tapSQLite are databases whose trips go through a tap.
func tapPostgres(t testing.TB, address string) (*bun.DB, *tap) {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	tapped := &tap{Connector: stdlib.GetConnector(*config)}
	db := bun.NewDB(sql.OpenDB(tapped), pgdialect.New())
	t.Cleanup(func() { db.Close() })
	return db, tapped
}

func tapSQLite(t testing.TB, path string) (*bun.DB, *tap) {
	t.Helper()
	return tapSQLiteURI(t, "file:"+path+"?_pragma=foreign_keys(1)")
}

// tapSQLiteURI is tapSQLite for what has options already.
func tapSQLiteURI(t testing.TB, uri string) (*bun.DB, *tap) {
	t.Helper()
	plain, err := sql.Open("sqlite", "")
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	tapped := &tap{Connector: connector{plain.Driver(), uri + "&_pragma=busy_timeout(5000)"}}
	db := bun.NewDB(sql.OpenDB(tapped), sqlitedialect.New())
	t.Cleanup(func() { db.Close() })
	return db, tapped
}

type connector struct {
	driver driver.Driver
	dsn    string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

func (p *tap) Connect(ctx context.Context) (driver.Conn, error) {
	p.mu.Lock()
	refused := p.refused > 0
	if refused {
		p.refused--
	}
	p.mu.Unlock()
	if refused {
		return nil, errors.New("database is locked (5) (SQLITE_BUSY)")
	}
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	tapped := &tappedConn{Conn: c, tap: p}
	if pgx, is := c.(interface{ Conn() *pgx.Conn }); is && !p.hidden {
		tapped.processID = int64(pgx.Conn().PgConn().PID())
	}
	return tapped, nil
}

// take forgets the trips so far and lists them.
func (p *tap) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	trips := p.trips
	p.trips = nil
	return trips
}

// trip sends what send does, or lets it go wrong; drop lets go of an answer that is lost.
func (c *tappedConn) trip(text string, send func() error, drop func()) error {
	if c.gone {
		return driver.ErrBadConn
	}
	p := c.tap
	p.mu.Lock()
	p.trips = append(p.trips, text)
	wrong := len(p.trips) == p.at
	p.mu.Unlock()
	if p.swap && text == "BEGIN" {
		other, err := p.Connector.Connect(context.Background())
		if err != nil {
			return err
		}
		c.Conn.Close()
		c.Conn = other
	}
	if p.meanwhile != nil {
		p.meanwhile(text)
	}
	if !wrong {
		return send()
	}
	if p.fault == lose || p.fault == loseAndSever {
		if err := send(); err != nil {
			return err
		}
		drop()
	}
	if p.fault == sever || p.fault == loseAndSever {
		c.Conn.Close()
		c.gone = true
		return driver.ErrBadConn
	}
	return errFault
}

type tappedConn struct {
	driver.Conn
	tap  *tap
	gone bool
	// processID is the server's process, in the place where pgdriver and pq have it.
	processID int64
}

func (c *tappedConn) Close() error {
	if c.gone {
		return nil
	}
	return c.Conn.Close()
}

func (c *tappedConn) IsValid() bool { return !c.gone }

func (c *tappedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (result driver.Result, err error) {
	err = c.trip(query, func() error {
		result, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
		return err
	}, func() {})
	return result, err
}

func (c *tappedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = c.trip(query, func() error {
		rows, err = c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
		return err
	}, func() { rows.Close() })
	return rows, err
}

func (c *tappedConn) BeginTx(ctx context.Context, options driver.TxOptions) (tx driver.Tx, err error) {
	err = c.trip("BEGIN", func() error {
		tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, options)
		return err
	}, func() { _ = tx.Rollback() })
	return tappedTx{tx, c}, err
}

type tappedTx struct {
	driver.Tx
	conn *tappedConn
}

func (t tappedTx) Commit() error { return t.conn.trip("COMMIT", t.Tx.Commit, func() {}) }

func (t tappedTx) Rollback() error {
	if t.conn.gone {
		return driver.ErrBadConn
	}
	return t.Tx.Rollback()
}

// saw reports whether a statement was sent.
func (p *tap) saw(statement string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.trips, statement)
}
