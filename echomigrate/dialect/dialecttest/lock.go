package dialecttest

import (
	"database/sql/driver"
	"errors"
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
	raw  driver.Conn
	tx   bun.Tx
	lock dialect.Lock
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
	if r.lock, err = x.Dialect.Lock(ctx, r.conn, key, wait); err != nil {
		return r, errors.Join(err, r.conn.Close())
	}
	if r.tx, err = x.Dialect.Begin(ctx, r.conn, dialect.Claim{Key: key, Table: version}); err != nil {
		err = errors.Join(err, r.lock.Release(ctx), r.conn.Close())
	}
	return r, err
}

func (r run) end(t *testing.T) {
	t.Helper()
	if err := errors.Join(r.tx.Commit(), r.lock.Release(ctx), r.conn.Close()); err != nil {
		t.Error(err)
	}
}

// lock finds that two connections cannot be at work together, and that the lock is gone with its holder.
func (x Target) lock(t *testing.T) {
	db := x.Open(t)
	exec(t, db, "CREATE TABLE version (id integer)")
	begin := func() run {
		t.Helper()
		r, err := x.begin(t, db, "k", time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	first := begin()
	_, err := x.begin(t, db, "k", 50*time.Millisecond)
	if !errors.Is(err, dialect.ErrLocked) {
		t.Fatalf("a second run gets %v, want ErrLocked", err)
	}
	holder, err := x.Dialect.Holder(ctx, db, "k")
	if err != nil || (holder != nil) != (x.Dialect.Name() == "postgres") {
		t.Errorf("the holder is %v, error %v", holder, err)
	}
	first.end(t)
	begin().end(t)

	// The lock is waited for.
	first = begin()
	done := make(chan run)
	go func() { done <- x.eventually(t, db) }()
	first.end(t)
	(<-done).end(t)

	// A holder dies.
	first = begin()
	_ = first.raw.Close()
	x.eventually(t, db).end(t)

	if x.Dialect.Name() == "postgres" {
		first = begin()
		other, err := x.begin(t, db, "another key", 0)
		if err != nil {
			t.Fatalf("another key: %v", err)
		}
		other.end(t)
		first.end(t)
	}
}

// eventually begins a run as soon as that can be.
func (x Target) eventually(t *testing.T, db *bun.DB) run {
	for {
		r, err := x.begin(t, db, "k", time.Minute)
		if !errors.Is(err, dialect.ErrLocked) {
			if err != nil {
				t.Error(err)
			}
			return r
		}
	}
}

// commits finds that the number of commits that others made is another one after each of theirs, and after none of the connection's own.
func (x Target) commits(t *testing.T) {
	if x.Dialect.Commits() == "" {
		return
	}
	db := x.Open(t)
	exec(t, db, "CREATE TABLE version (id integer)")
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	read := func() (number int64) {
		t.Helper()
		tx, err := x.Dialect.Begin(ctx, conn, dialect.Claim{Key: "k", Table: version})
		if err == nil {
			err = tx.QueryRowContext(ctx, x.Dialect.Commits()).Scan(&number)
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, "INSERT INTO version VALUES (1)")
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	number := read()
	if next := read(); next != number {
		t.Errorf("the connection's own commit makes %d of %d", next, number)
	}
	exec(t, db, "INSERT INTO version VALUES (2)")
	if next := read(); next == number {
		t.Errorf("another one's commit leaves the number %d", number)
	}
}
