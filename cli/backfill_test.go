package cli_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
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

// TestABackfillThatIsKilledTenTimesChangesEachRowOnce kills it at random instants on its way through the first third of the table. What
// is left is one run, which must need no more memory for twenty times as many rows.
func TestABackfillThatIsKilledTenTimesChangesEachRowOnce(t *testing.T) {
	const kills = 10
	for name, address := range map[string]string{"postgres": testdb.PostgresURL(t), "sqlite": testdb.SQLitePath(t)} {
		users := 1_000_000
		if name == "sqlite" { // the race detector looks into SQLite too, which is then ten times as slow
			users = 100_000
		}
		if testing.Short() {
			users = 50_000
		}
		t.Run(name, func(t *testing.T) {
			run := func(target string) *exec.Cmd {
				command := exec.Command("shop", "db", "upgrade", target)
				command.Dir, command.Stderr = t.TempDir(), new(strings.Builder)
				command.Env = append(os.Environ(), "DATABASE_URL="+address, "REVISIONS=backfill")
				return command
			}
			if command := run("a1"); command.Run() != nil {
				t.Fatal(command.Stderr)
			}
			db, err := open(address)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			insertUsers(t, db, users)

			var memory int64
			for kill := range int64(kills) {
				command := run("head")
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				third := int64(users) / 3
				after := third*kill/kills + rand.Int64N(third/kills)
				for began := time.Now(); rowsDone(t, db) < after; time.Sleep(5 * time.Millisecond) {
					if time.Since(began) > 2*time.Minute {
						_ = command.Process.Kill()
						_ = command.Wait()
						t.Fatalf("run %d does not get on: %s", kill, command.Stderr)
					}
				}
				time.Sleep(rand.N(10 * time.Millisecond)) // anywhere in a batch, not only behind its commit
				if err := command.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if err := command.Wait(); err == nil {
					t.Fatalf("it was through before kill %d", kill)
				}
				memory = max(memory, peakMemory(command))
			}
			before := rowsDone(t, db)
			last := run("head")
			err = last.Run()
			printed := fmt.Sprint(last.Stderr)
			if err != nil {
				t.Fatalf("%v\n%s", err, printed)
			}
			for _, want := range []string{
				fmt.Sprintf("upgrade b2: step 2 of 3, Backfill users.changes with changes + 1: %d of about ", before),
				fmt.Sprintf(": %d rows", users),
			} {
				if !strings.Contains(printed, want) {
					t.Errorf("stderr has no %q:\n%s", want, printed)
				}
			}
			got, err := rows(db, "SELECT changes, count(*) FROM users GROUP BY changes")
			if want := "1|" + strconv.Itoa(users); err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("changes and rows: %s, %v, want %s", got, err, want)
			}
			t.Logf("peak memory: %d for %d rows, %d at most in the runs that were killed", peakMemory(last), int64(users)-before, memory)
			if peakMemory(last) > memory*5/4 {
				t.Error("memory grows with the rows")
			}
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

// peakMemory is how much memory a process that has ended had at most, in the unit of the operating system.
func peakMemory(command *exec.Cmd) int64 {
	return command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}
