package dialecttest

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// run is a connection that works under the lock.
type run struct {
	conn bun.Conn
	// raw is the driver's own connection.
	raw     driver.Conn
	tx      bun.Tx
	claimed bool
	unlock  func(context.Context) error
}

// version is the table that a run claims.
var version = schema.Name{Table: "version"}

// begin takes the lock as a run does: for the connection, then in its transaction.
func (x Target) begin(t *testing.T, db *bun.DB, key string, wait time.Duration) (r run, err error) {
	t.Helper()
	if r.conn, err = db.Conn(ctx); err != nil {
		t.Fatal(err)
	}
	err = r.conn.Raw(func(raw any) error {
		r.raw = raw.(driver.Conn)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.unlock, err = x.Dialect.Lock(ctx, r.conn, key, wait); err != nil {
		return r, errors.Join(err, r.conn.Close())
	}
	if r.tx, err = r.conn.BeginTx(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if r.claimed, err = x.Dialect.ClaimTransaction(ctx, r.tx, version); err != nil {
		err = errors.Join(err, r.tx.Rollback(), r.unlock(ctx), r.conn.Close())
	}
	return r, err
}

func (r run) end(t *testing.T) {
	t.Helper()
	if err := errors.Join(r.tx.Commit(), r.unlock(ctx), r.conn.Close()); err != nil {
		t.Error(err)
	}
}

// lock finds that two connections cannot be at work together, and that the lock is gone with its holder.
func (x Target) lock(t *testing.T) {
	db := x.Open(t)
	exec(t, db, "CREATE TABLE version (id integer)")
	begin := func(wait time.Duration) run {
		t.Helper()
		r, err := x.begin(t, db, "k", wait)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	first := begin(time.Second)
	_, err := x.begin(t, db, "k", 50*time.Millisecond)
	if !errors.Is(err, dialect.ErrLocked) {
		t.Fatalf("a second run gets %v, want ErrLocked", err)
	}
	if x.Dialect.Name() == "postgres" && !strings.Contains(err.Error(), "process ") {
		t.Errorf("%v does not name the holder", err)
	}
	if first.claimed != (x.Dialect.Name() == "sqlite") {
		t.Errorf("claimed is %t", first.claimed)
	}
	first.end(t)
	begin(time.Second).end(t)

	// The lock is waited for.
	first = begin(time.Second)
	done := make(chan run)
	go func() {
		second, err := x.begin(t, db, "k", time.Minute)
		if err != nil {
			t.Error(err)
		}
		done <- second
	}()
	first.end(t)
	(<-done).end(t)

	// A holder dies.
	first = begin(time.Second)
	_ = first.raw.Close()
	begin(10 * time.Second).end(t)

	// Waiting ends with the context.
	first = begin(time.Second)
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := x.Dialect.Lock(short, conn, "k", time.Hour); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting ended with %v", err)
	}
	first.end(t)

	if x.Dialect.Name() == "postgres" {
		first = begin(time.Second)
		other, err := x.begin(t, db, "another key", 0)
		if err != nil {
			t.Fatalf("another key: %v", err)
		}
		other.end(t)
		first.end(t)
	}
}
