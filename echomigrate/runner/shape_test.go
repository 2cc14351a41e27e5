package runner_test

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestTablesOfAnotherShape gives our tables columns that are not ours. Whatever finds fault with them says which ones, and the way out.
func TestTablesOfAnotherShape(t *testing.T) {
	integer := []string{"DROP TABLE echomigrate_version", "CREATE TABLE echomigrate_version (version_num integer NOT NULL)"}
	renamed := []string{"DROP TABLE echomigrate_version", "CREATE TABLE echomigrate_version (version text NOT NULL)"}
	calls := map[string]func(r *runner.Runner) error{
		"upgrade": func(r *runner.Runner) error { _, err := r.Upgrade(ctx, "head"); return err },
		"plan":    func(r *runner.Runner) error { _, err := r.UpgradePlan(ctx, "head"); return err },
		"current": func(r *runner.Runner) error { _, err := r.Current(ctx); return err },
		"log":     func(r *runner.Runner) error { _, err := r.Log(ctx); return err },
	}
	for _, c := range []struct {
		calls  string // on both databases, with a * on PostgreSQL alone: SQLite takes any value into any column
		change []string
		want   string // what is behind "table echomigrate_"
	}{
		{"upgrade* plan*", integer, "version is not as this program makes it: version_num is integer, and to be varchar(255)"},
		{"upgrade plan current", renamed, "version is not as this program makes it: it lacks version_num"},
		{
			"upgrade*", []string{"ALTER TABLE echomigrate_history ALTER finished TYPE timestamptz USING finished::timestamptz"},
			"history is not as this program makes it: finished is timestamptz, and to be varchar(24)",
		},
		{
			"upgrade*", []string{"ALTER TABLE echomigrate_history ALTER step TYPE text"},
			"history is not as this program makes it: step is text, and to be integer",
		},
		{"log", []string{"ALTER TABLE echomigrate_history RENAME COLUMN host TO machine"}, "history is not as this program makes it: it lacks host"},
	} {
		for call := range strings.FieldsSeq(c.calls) {
			call, onlyPostgres := strings.CutSuffix(call, "*")
			t.Run(call, func(t *testing.T) {
				testdb.Each(t, func(t *testing.T, db *bun.DB) {
					if onlyPostgres && !isPostgres(db) {
						return
					}
					r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
					upgrade(t, r, "a1")
					for _, statement := range c.change {
						if _, err := db.Exec(statement); err != nil {
							t.Fatal(err)
						}
					}
					err := calls[call](r)
					want := ": table echomigrate_" + c.want + ": make the columns as `db ensure-version --sql` has them, or give this app a Config.VersionTable of its own ("
					if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
						t.Errorf("%v, want %s", err, want)
					}
				})
			})
		}
	}
}
