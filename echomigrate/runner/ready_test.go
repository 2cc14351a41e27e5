package runner_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// What a revision's own SQL sets on the connection does not reach the next revision, also where that has no SQL of its own.
func TestTheConnectionIsReadiedForEachRevision(t *testing.T) {
	db := testdb.SQLite(t)
	db.SetMaxOpenConns(1)
	exec(t, db, "PRAGMA legacy_alter_table = 1")
	checked := createTable("checked")
	checked.Table.Checks = []schema.Check{{Name: "positive", Expression: "id > 0"}}
	insert := op.BulkInsert{Table: "checked", Columns: []string{"id"}, Rows: [][]any{{-1}}}
	r := open(t, db, creates("a1", "a"), does("b2 < a1", checked), does("c3 < b2", op.Exec{SQL: "PRAGMA ignore_check_constraints = 1"}),
		creates("d4 < c3", "d"), does("e5 < d4", insert))
	if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "positive") {
		t.Errorf("a row that breaks a check: %v", err)
	}
	for query, want := range map[string]string{"PRAGMA legacy_alter_table": "1", "PRAGMA ignore_check_constraints": "0"} {
		if got := value(t, db, query); got != want {
			t.Errorf("%s is %s afterwards, want %s", query, got, want)
		}
	}
}

// A run looks at what is new in the history alone. Where rows were taken out of it, so that numbers begin again, it looks at all.
func TestAnotherRunIsSeenBehindAHistoryThatWasEmptied(t *testing.T) {
	db := testdb.SQLite(t)
	r := open(t, db, chain(6)...)
	r.OnRevision = func(e runner.Event) {
		if e.Revision.ID == "r004" {
			exec(t, db, "CREATE TABLE kept AS SELECT * FROM echomigrate_history WHERE id = 1", "DELETE FROM echomigrate_history",
				"INSERT INTO echomigrate_history SELECT * FROM kept", "UPDATE echomigrate_history SET revision = 'r005', outcome = 'running', step = 0")
		}
	}
	_, err := r.Upgrade(ctx, "head")
	if unfinished := new(runner.UnfinishedError); !errors.As(err, &unfinished) || unfinished.Record.Revision != "r005" {
		t.Errorf("another run has begun with r005: %v", err)
	}
}
