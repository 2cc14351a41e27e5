package runner_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// indexOfA is an index on table a; concurrently it is built outside a transaction.
func indexOfA(concurrently bool) op.CreateIndex {
	return op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}, Concurrently: concurrently}
}

// writer is in a transaction that has written to table a, until end is called.
func writer(t *testing.T, db *bun.DB) (pid string, end func()) {
	t.Helper()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() }) // an error says that it has ended
	exec(t, tx, "INSERT INTO a VALUES (7, 'x')")
	return value(t, tx, "SELECT pg_backend_pid()"), func() {
		if err := tx.Commit(); err != nil {
			t.Error(err)
		}
	}
}

// An index that is built concurrently waits for who writes to the table, and says for whom: as the owner of everything, as a role that
// has no rights but on its own table, and through a pooler that hides which process is the run's.
func TestAnIndexBuildSaysForWhomItWaits(t *testing.T) {
	for name, way := range map[string]func(t *testing.T, address string, owner *bun.DB) string{
		"owner": func(_ *testing.T, address string, _ *bun.DB) string { return address },
		"role":  asRole,
		"pooler": func(t *testing.T, address string, _ *bun.DB) string {
			return testdb.Pooler(t, address, "transaction", 3)
		},
	} {
		t.Run(name, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			owner := testdb.OpenPostgres(t, address)
			r := open(t, testdb.OpenPostgres(t, way(t, address, owner)), does("a1", createTable("a")), does("b2 < a1", indexOfA(true)))
			upgrade(t, r, "a1")
			pid, end := writer(t, owner)
			var seen []runner.Progress
			r.OnProgress = func(p runner.Progress) {
				if p.WaitsFor != 0 && !slices.ContainsFunc(seen, func(p runner.Progress) bool { return p.WaitsFor != 0 }) {
					end()
				}
				seen = append(seen, p)
			}
			upgrade(t, r, "b2")
			waits := slices.IndexFunc(seen, func(p runner.Progress) bool { return p.WaitsFor != 0 })
			if waits < 0 {
				t.Fatalf("nothing says that it waits: %v", seen)
			}
			want := "upgrade b2: step 1 of 1, CreateIndex a a_name_idx: waiting for writers before build, 0 of 1 transactions, at process " + pid
			if got := seen[waits].String(); got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
			if last := seen[len(seen)-1]; !last.Ends || !strings.HasSuffix(last.String(), ": the index is built") {
				t.Errorf("the last is %+v", last)
			}
		})
	}
}

// asRole is the address of a database for a role that may create tables and nothing else.
func asRole(t *testing.T, address string, owner *bun.DB) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := "role_" + strings.TrimPrefix(u.Path, "/")
	exec(t, owner, "CREATE ROLE "+name+" LOGIN", "GRANT CREATE ON SCHEMA public TO "+name)
	t.Cleanup(func() { exec(t, owner, "DROP OWNED BY "+name+" CASCADE", "DROP ROLE "+name) })
	u.User = url.User(name)
	return u.String()
}

// The table is new in the transaction, and each row waits for a lock that the test has, so that the phase lasts until it is seen.
func TestAnIndexBuildInATransactionSaysHowFarItIs(t *testing.T) {
	address := testdb.PostgresURL(t)
	db, other := testdb.OpenPostgres(t, address), testdb.OpenPostgres(t, address)
	exec(t, db, "CREATE FUNCTION gate(id bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS "+
		"'BEGIN PERFORM pg_advisory_lock_shared(42), pg_advisory_unlock_shared(42); RETURN id; END'")
	gate, err := other.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer gate.Close()
	exec(t, gate, "SELECT pg_advisory_lock(42)")
	index := op.CreateIndex{Table: "a", Index: schema.Index{Name: "gated", Elements: []schema.Element{{Expression: "gate(id)"}}}}
	r := open(t, db, does("a1", createTable("a"), many(1000), index))
	r.StatementLockTimeout = -1
	var phases []string
	r.OnProgress = func(p runner.Progress) {
		if p.Phase == "" {
			return
		}
		if phases == nil {
			exec(t, gate, "SELECT pg_advisory_unlock(42)")
		}
		phases = append(phases, fmt.Sprintf("%s %s %d", p.Phase, p.Unit, p.Total))
	}
	upgrade(t, r, "head")
	if len(phases) < 2 || !strings.HasPrefix(phases[0], "building index: scanning table blocks ") || strings.HasSuffix(phases[0], " 0") {
		t.Errorf("phases: %q", phases)
	}
	usable(t, db)
}

func TestAPoolOfOneBuildsAnIndexWithoutSayingHowFarItIs(t *testing.T) {
	address := testdb.PostgresURL(t)
	db, owner := testdb.OpenPostgres(t, address), testdb.OpenPostgres(t, address)
	db.SetMaxOpenConns(1)
	r := open(t, db, does("a1", createTable("a")), does("b2 < a1", indexOfA(true)))
	upgrade(t, r, "a1")
	_, end := writer(t, owner)
	r.OnProgress = func(p runner.Progress) {
		if p.Phase != "" {
			t.Errorf("it says %s", p)
		}
	}
	done := make(chan error, 1)
	go func() { _, err := r.Upgrade(ctx, "head"); done <- err }()
	eventually(t, "it waits for longer than others wait before they ask", func() bool {
		return value(t, owner, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%' "+
			"AND clock_timestamp() - query_start > '2 s'") == "1"
	})
	end()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
