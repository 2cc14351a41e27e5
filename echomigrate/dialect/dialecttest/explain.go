package dialecttest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// explain finds that nothing of what a server says of an error is lost, whichever driver brings it.
func (x Target) explain(t *testing.T) {
	db := x.Open(t)
	exec(t, db, "CREATE TABLE t (a integer PRIMARY KEY)", "INSERT INTO t VALUES (1)")
	_, cause := db.ExecContext(ctx, "INSERT INTO t VALUES (1)")
	if cause == nil {
		t.Fatal("a row is there twice")
	}
	sentinel := errors.New("run t")
	cause = fmt.Errorf("%w: %w", sentinel, cause)
	err := x.Dialect.Explain(cause)
	if !errors.Is(err, sentinel) || !strings.HasPrefix(err.Error(), cause.Error()) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v is explained as %v", cause, err)
	}
	if x.Dialect.Name() == "postgres" && !strings.HasSuffix(err.Error(), "; detail: Key (a)=(1) already exists") {
		t.Errorf("%v lacks the detail", err)
	}
	plain := errors.New("no server's")
	if got := x.Dialect.Explain(plain); !errors.Is(got, plain) || got.Error() != plain.Error() {
		t.Errorf("%v is explained as %v", plain, got)
	}
}

// invalidIndex finds an index that was not finished, and takes no other for one.
func (x Target) invalidIndex(t *testing.T) {
	db := x.Open(t)
	exec(t, db, `CREATE TABLE "T" (a integer)`, "CREATE TABLE other (a integer)", `CREATE INDEX good ON "T" (a)`, `INSERT INTO "T" VALUES (1), (1)`)
	if x.Dialect.Name() == "postgres" {
		if _, err := db.ExecContext(ctx, `CREATE UNIQUE INDEX CONCURRENTLY bad ON "T" (a)`); err == nil {
			t.Fatal("a unique index was built on equal rows")
		}
	}
	for _, c := range []struct {
		table, index string
		want         bool
	}{{"T", "bad", x.Dialect.Name() == "postgres"}, {"T", "good", false}, {"T", "none", false}, {"other", "bad", false}, {"none", "bad", false}} {
		got, err := x.Dialect.IsInvalidIndex(ctx, db, schema.Name{Table: c.table}, c.index)
		if err != nil || got != c.want {
			t.Errorf("index %s of table %s: %t, %v", c.index, c.table, got, err)
		}
	}
	for _, i := range x.inspect(t, db).Table(schema.Name{Table: "T"}).Indexes {
		if i.Invalid != (i.Name == "bad") {
			t.Errorf("index %s: Invalid is %t", i.Name, i.Invalid)
		}
	}
}
