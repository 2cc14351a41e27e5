package dialecttest

import (
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// clock reads the database's clock.
func (x Target) clock(t *testing.T) {
	db := x.Open(t)
	read := func() time.Time {
		text := query(t, db, "SELECT "+x.Dialect.Now())[0]
		at, err := time.Parse("2006-01-02T15:04:05.000Z", text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	before := time.Now().UTC().Truncate(time.Millisecond)
	now := read()
	if after := time.Now().UTC(); now.Before(before) || now.After(after) {
		t.Errorf("the database says %v, between %v and %v", now, before, after)
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	millis := func(db bun.IDB, then string) int64 {
		n, err := strconv.ParseInt(query(t, db, "SELECT "+x.Dialect.Since(then))[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := millis(tx, "'2020-01-01T00:00:00.000Z'"); n < time.Since(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).Milliseconds() {
		t.Errorf("since 2020 it is %d ms", n)
	}
	if n := millis(tx, "'2200-01-01T00:00:00.000Z'"); n != 0 {
		t.Errorf("since the clock was set back it is %d ms", n)
	}
	// The clock goes on within a transaction.
	then := "'" + query(t, tx, "SELECT "+x.Dialect.Now())[0] + "'"
	time.Sleep(20 * time.Millisecond)
	if n := millis(tx, then); n < 19 {
		t.Errorf("after 20 ms it is %d ms", n)
	}
}

// missingTable tells a table that is not there from other mistakes.
func (x Target) missingTable(t *testing.T) {
	db := x.Open(t)
	exec(t, db, "CREATE TABLE there (id integer)")
	for text, want := range map[string]bool{
		"SELECT 1 FROM not_there": true, "INSERT INTO not_there VALUES (1)": true, "SELECT no_column FROM there": false, "SELECT": false, "SELECT 1 FROM there": false,
	} {
		_, err := db.ExecContext(ctx, text)
		if got := x.Dialect.IsMissingTable(err); got != want {
			t.Errorf("%s: %v: IsMissingTable is %t", text, err, got)
		}
	}
}
