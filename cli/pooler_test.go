package cli_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// contestedRevisions is how many revisions many run at once.
const contestedRevisions = 30

// contested are revisions each of which leaves a row behind. One of them builds an index outside a transaction.
func contested() []revision.Revision {
	list := []revision.Revision{{ID: "r1", Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
		Name: "applied", Columns: []schema.Column{{Name: "number", Type: "integer"}},
	}}}}}
	for i := 2; i <= contestedRevisions; i++ {
		list = append(list, revision.Revision{
			ID: fmt.Sprintf("r%d", i), Revises: []string{list[i-2].ID}, Upgrade: []op.Operation{op.Exec{SQL: fmt.Sprintf("INSERT INTO applied VALUES (%d)", i)}},
		})
	}
	list[contestedRevisions/2].Upgrade = append(list[contestedRevisions/2].Upgrade, op.CreateIndex{
		Table: "applied", Index: schema.Index{Name: "applied_number_idx", Columns: []string{"number"}}, Concurrently: true,
	})
	return list
}

// TestManyUpgradeAtOnce runs db upgrade many times at once on an empty database, each in a process of its own.
func TestManyUpgradeAtOnce(t *testing.T) {
	processes := 50
	if testing.Short() {
		processes = 10
	}
	for name, way := range map[string]func(testing.TB, string) string{
		"directly":                   func(_ testing.TB, address string) string { return address },
		"through a session pool":     func(t testing.TB, address string) string { return testdb.Pooler(t, address, "session", 20) },
		"through a transaction pool": func(t testing.TB, address string) string { return testdb.Pooler(t, address, "transaction", 20) },
	} {
		t.Run(name, func(t *testing.T) {
			single := testdb.PostgresURL(t)
			alone := upgradeAtOnce(t, 1, way(t, single))
			address := testdb.PostgresURL(t)
			t.Logf("1 process: %s, %d processes: %s", alone, processes, upgradeAtOnce(t, processes, way(t, address)))

			holds(t, address, map[string]int{
				"SELECT count(*) FROM pg_index WHERE indexrelid = 'applied_number_idx'::regclass AND indisvalid":                                            1,
				"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())": 0,
			})
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		const processes = 10
		alone := upgradeAtOnce(t, 1, testdb.SQLitePath(t))
		path := testdb.SQLitePath(t)
		t.Logf("1 process: %s, %d processes: %s", alone, processes, upgradeAtOnce(t, processes, path))
		holds(t, path, map[string]int{"SELECT count(*) FROM sqlite_schema WHERE name = 'applied_number_idx'": 1})
	})
}

// holds finds each revision once in the database and its history, and what else is wanted of each query.
func holds(t *testing.T, address string, wanted map[string]int) {
	t.Helper()
	db, err := open(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	maps.Copy(wanted, map[string]int{
		"SELECT count(*) FROM echomigrate_history WHERE outcome = 'done'": contestedRevisions,
		"SELECT count(DISTINCT revision) FROM echomigrate_history":        contestedRevisions,
		"SELECT count(*) FROM echomigrate_history":                        contestedRevisions,
		"SELECT count(*) FROM applied":                                    contestedRevisions - 1,
	})
	for query, want := range wanted {
		var got int
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %d, error %v, want %d", query, got, err, want)
		}
	}
}

// upgradeAtOnce runs so many processes, each of which must end well, and gives the time until the last has ended.
func upgradeAtOnce(t *testing.T, processes int, address string) time.Duration {
	t.Helper()
	began := time.Now()
	var all sync.WaitGroup
	for range processes {
		all.Go(func() {
			command := exec.Command("shop", "db", "upgrade")
			command.Env = append(os.Environ(), "DATABASE_URL="+address, "REVISIONS=contested")
			command.Dir = t.TempDir()
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	all.Wait()
	return time.Since(began)
}
