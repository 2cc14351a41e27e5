package cli_test

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// countChanges adds a column that counts how often a row was changed, and changes each in batches, between which others can read.
var countChanges = revision.Revision{ID: "b2", Message: "Count changes", Revises: []string{"a1"}, Upgrade: []op.Operation{
	op.AddColumn{Table: "users", Column: schema.Column{Name: "changes", Type: "integer", NotNull: true, Default: "0"}},
	op.Backfill{Table: "users", Column: "changes", Value: "changes + 1", Where: "true", BatchSize: 1000, Pause: 5 * time.Millisecond},
	op.AddCheck{Table: "users", Check: schema.Check{Name: "once", Expression: "changes = 1"}},
}}

// insertUsers puts so many users into the table.
func insertUsers(t *testing.T, db *bun.DB, n int) {
	t.Helper()
	_, err := db.Exec(fmt.Sprintf("INSERT INTO users (id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT 3 * i, 'x' FROM n", n))
	if err != nil {
		t.Fatal(err)
	}
}

func TestABackfillThatIsKilledTenTimesChangesEachRowOnce(t *testing.T) {
	users := 100_000
	if !testing.Short() {
		users = 1_000_000
	}
	for _, name := range []string{"postgres", "sqlite"} {
		t.Run(name, func(t *testing.T) {
			address := testdb.SQLitePath(t)
			if name == "postgres" {
				address = testdb.PostgresURL(t)
			}
			upgrade := func(target string) *exec.Cmd {
				command := exec.Command("shop", "db", "upgrade", target)
				command.Dir, command.Stderr = t.TempDir(), os.Stderr
				command.Env = append(os.Environ(), "DATABASE_URL="+address, "REVISIONS=backfill")
				return command
			}
			if err := upgrade("a1").Run(); err != nil {
				t.Fatal(err)
			}
			db, err := open(address)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			insertUsers(t, db, users)

			for kill := range int64(10) {
				command := upgrade("head")
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				for began := time.Now(); rowsDone(t, db) < (kill+1)*int64(users)/12; time.Sleep(time.Millisecond) {
					if time.Since(began) > time.Minute {
						t.Fatalf("run %d does not get on", kill)
					}
				}
				if err := command.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if err := command.Wait(); err == nil {
					t.Fatalf("it was through before kill %d", kill)
				}
			}
			before := rowsDone(t, db)
			command := upgrade("head")
			var stderr strings.Builder
			command.Stderr = &stderr
			if err := command.Run(); err != nil {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			if want := fmt.Sprintf("upgrade b2: step 2 of 3, Backfill users.changes with changes + 1: %d of about ", before); !strings.Contains(stderr.String(), want) {
				t.Errorf("stderr has no %q:\n%s", want, stderr.String())
			}
			if want := fmt.Sprintf(": %d rows", users); !strings.Contains(stderr.String(), want) {
				t.Errorf("stderr has no %q:\n%s", want, stderr.String())
			}
			got, err := rows(db, "SELECT changes, count(*) FROM users GROUP BY changes")
			if want := "1|" + strconv.Itoa(users); err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("changes and rows: %s, %v, want %s", got, err, want)
			}
			t.Logf("%d rows, peak memory of the last run %s", users, peakMemory(command))
		})
	}
}

// rowsDone is how many rows the history has as done, while a Backfill is under way.
func rowsDone(t *testing.T, db *bun.DB) int64 {
	t.Helper()
	var n sql.NullInt64
	if err := db.QueryRow("SELECT max(rows_done) FROM echomigrate_history WHERE outcome = 'running'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n.Int64
}

// peakMemory is what the operating system says of a process that has ended.
func peakMemory(command *exec.Cmd) string { return fmt.Sprintf("%+v", command.ProcessState.SysUsage()) }
