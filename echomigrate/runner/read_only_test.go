package runner_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestAReadOnlySQLiteFileIsReadAndNotWritten(t *testing.T) {
	path := testdb.SQLitePath(t)
	history := append(chain(1), creates("b2 < r001", "b"))
	upgrade(t, open(t, testdb.OpenSQLite(t, path), history...), "r001")
	readOnly, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { readOnly.Close() })
	r := open(t, bun.NewDB(readOnly, sqlitedialect.New()), history...)
	if diff := cmp.Diff([]string{"r001"}, current(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if lines := log(t, r); len(lines) != 1 {
		t.Errorf("history %v", lines)
	}
	if p, err := r.UpgradePlan(ctx, "head"); err != nil || len(p.Revisions) != 1 {
		t.Errorf("plan: %+v, %v", p, err)
	}
	_, err = r.Upgrade(ctx, "head")
	if err == nil || !strings.Contains(err.Error(), "hint: this process may not write the file, or files beside it") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got the error %v", err)
	}
}
