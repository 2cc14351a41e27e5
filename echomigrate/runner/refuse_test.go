package runner_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestSQLCannotEndTheTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for _, sql := range []string{"CREATE TABLE t (a integer);\nCOMMIT;\nSELECT 1", "begin", "START TRANSACTION", "ROLLBACK"} {
			r := open(t, db, revision.Revision{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: "SELECT 1"}, op.Exec{SQL: sql}}})
			_, err := r.Upgrade(ctx, "head")
			if err == nil || !strings.Contains(err.Error(), "upgrade a1: step 2, Exec") || !strings.Contains(err.Error(), "take the statement out") {
				t.Errorf("%s: got %v", sql, err)
			}
		}
		r := open(t, db, revision.Revision{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: "SAVEPOINT a; SELECT 'COMMIT'; ROLLBACK TO a"}}})
		if _, err := r.Upgrade(ctx, "head"); err != nil {
			t.Error(err)
		}
	})
}

func TestARevisionWithoutAWayBackIsNotTakenBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		oneWay := does("b2 < a1", createTable("b"))
		r := open(t, db, creates("a1", "a"), oneWay, creates("c3 < b2", "c"))
		upgrade(t, r, "head")
		if _, err := r.Downgrade(ctx, "base"); err == nil || !strings.Contains(err.Error(), "downgrade b2: the revision has no Downgrade") {
			t.Errorf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"a", "b", "c"}, tables(t, db)); diff != "" {
			t.Errorf("tables (-want +got):\n%s", diff)
		}
		oneWay.Downgrade = []op.Operation{}
		if _, err := open(t, db, creates("a1", "a"), oneWay, creates("c3 < b2", "c")).Downgrade(ctx, "a1"); err != nil {
			t.Errorf("with an empty Downgrade: %v", err)
		}
	})
}
