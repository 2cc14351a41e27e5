package runner_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

var (
	crashes   = flag.Int("crashes", 0, "how many runs a test stops at a random instant (default 300, with -short 30)")
	crashSeed = flag.Uint64("crash-seed", rand.Uint64(), "where the random instants begin")
)

// The environment of a test binary that is run once more, to be killed while it migrates a database.
const (
	crashAddress     = "RUNNER_TEST_CRASH_ADDRESS"
	crashTarget      = "RUNNER_TEST_CRASH_TARGET"
	crashTransaction = "RUNNER_TEST_CRASH_TRANSACTION"
)

// fragile has steps of each kind, in both directions. What is in an Autocommit may be repeated: it has no transaction to be recorded in.
func fragile() []revision.Revision {
	insert := op.Func{Name: "insert", Run: func(ctx context.Context, db bun.IDB) error {
		for id := range 10 {
			if _, err := db.ExecContext(ctx, "INSERT INTO a (id, name) VALUES (?, 'y')", 10_000+id); err != nil {
				return err
			}
		}
		return nil
	}}
	of := func(table string) schema.Index {
		return schema.Index{Name: table + "_name_idx", Columns: []string{"name"}}
	}
	text, required := schema.Column{Type: "text"}, schema.Column{Type: "text", NotNull: true}
	both := func(line string, up, down []op.Operation) revision.Revision {
		r := does(line, up...)
		r.Downgrade = down
		return r
	}
	return []revision.Revision{
		both("a1", op.List{createTable("a"), many(2000)}, op.List{op.DropTable{Table: "a"}}),
		both("b2 < a1", op.List{insert}, op.List{op.Exec{SQL: "DELETE FROM a WHERE id >= 10000"}}),
		both("c3 < b2",
			op.List{
				createTable("c"), op.Exec{SQL: "INSERT INTO c VALUES (1, 'x')"},
				op.CreateIndex{Table: "a", Index: of("a"), Concurrently: true},
				op.Autocommit{Ops: op.List{op.CreateIndex{Table: "c", Index: of("c")}, op.Exec{SQL: "UPDATE c SET name = 'y'"}}},
				op.AddColumn{Table: "c", Column: schema.Column{Name: "more", Type: "text"}},
			},
			op.List{
				op.DropColumn{Table: "c", Column: "more"},
				op.DropIndex{Table: "a", Name: "a_name_idx", Concurrently: true},
				op.DropTable{Table: "c"},
			}),
		both("d4 < c3",
			op.List{counted, count(100), op.Exec{SQL: "INSERT INTO c VALUES (2, 'z', 'more')"}},
			op.List{op.Exec{SQL: "DELETE FROM c WHERE id = 2"}, count(100), op.DropColumn{Table: "a", Column: "changes"}}),
		both("e5 < d4",
			op.List{op.AlterColumn{Table: "a", Column: "name", From: text, To: required}},
			op.List{op.AlterColumn{Table: "a", Column: "name", From: required, To: text}}),
	}
}

// fragileIn are revisions of which nothing must be outside a transaction, for one transaction, and whose SQL and Go may be
// repeated, for none. Per revision they are fragile.
func fragileIn(mode revision.TransactionMode) []revision.Revision {
	if mode == revision.PerRevision {
		return fragile()
	}
	const fill = "INSERT INTO a (id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) " +
		"SELECT i, 'x' FROM n WHERE NOT EXISTS (SELECT 1 FROM a)"
	rename := op.Func{Name: "rename", Run: func(ctx context.Context, db bun.IDB) error {
		_, err := db.ExecContext(ctx, "UPDATE a SET name = 'y' WHERE id > 1000")
		return err
	}}
	text, required := schema.Column{Type: "text"}, schema.Column{Type: "text", NotNull: true}
	index := op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}, Concurrently: mode == revision.NoTransaction}
	list := []revision.Revision{
		does("a1", createTable("a"), op.Exec{SQL: fill}, rename, createTable("b")),
		does("b2 < a1", op.AddColumn{Table: "a", Column: schema.Column{Name: "more", Type: "text"}}, index, op.Exec{SQL: "UPDATE a SET more = name"}),
		does("c3 < b2", op.AlterColumn{Table: "a", Column: "name", From: text, To: required}),
	}
	list[0].Downgrade = op.List{op.DropTable{Table: "b"}, op.DropTable{Table: "a"}}
	list[1].Downgrade = op.List{op.DropIndex{Table: "a", Name: "a_name_idx", Concurrently: index.Concurrently}, rename, op.DropColumn{Table: "a", Column: "more"}}
	list[2].Downgrade = op.List{op.AlterColumn{Table: "a", Column: "name", From: required, To: text}}
	return list
}

// openIn is a runner of the fragile revisions in a mode.
func openIn(t testing.TB, db *bun.DB, mode revision.TransactionMode) *runner.Runner {
	t.Helper()
	r := open(t, db, fragileIn(mode)...)
	r.Transaction = mode
	return r
}

func TestARunToBeKilled(t *testing.T) {
	address, target, mode := os.Getenv(crashAddress), os.Getenv(crashTarget), revision.TransactionMode(os.Getenv(crashTransaction))
	if address == "" {
		address, target, mode = testdb.SQLitePath(t), "head", revision.PerRevision
	}
	r := openIn(t, connect(t, address), mode)
	fmt.Println("begins")
	if err := goTo(r, target); err != nil {
		t.Fatal(err)
	}
}

func connect(t testing.TB, address string) *bun.DB {
	t.Helper()
	if strings.HasPrefix(address, "postgres") {
		return testdb.OpenPostgres(t, address)
	}
	return testdb.OpenSQLite(t, address)
}

func goTo(r *runner.Runner, target string) error {
	move := r.Upgrade
	if target == "base" {
		move = r.Downgrade
	}
	_, err := move(ctx, target)
	return err
}

// stop runs the fragile revisions to a target and stops the run after a time. It tells how long the run took, and whether it came
// to its end before.
type stop func(t *testing.T, target string, after time.Duration) (took time.Duration, finished bool)

const never = time.Duration(math.MaxInt64)

func TestARunThatIsKilledAnywhereIsGoneOnWith(t *testing.T) {
	t.Run("postgres", func(t *testing.T) { stopInEachMode(t, testdb.PostgresURL, kill) })
	t.Run("sqlite", func(t *testing.T) { stopInEachMode(t, testdb.SQLitePath, kill) })
}

func TestARunWhoseBackendIsTerminatedAnywhereIsGoneOnWith(t *testing.T) {
	stopInEachMode(t, testdb.PostgresURL, terminate)
}

// stopInEachMode stops most runs in the mode that is the default.
func stopInEachMode(t *testing.T, address func(testing.TB) string, run func(string, revision.TransactionMode) stop) {
	t.Logf("-crash-seed %d", *crashSeed)
	all := *crashes
	if all == 0 && testing.Short() {
		all = 30
	} else if all == 0 {
		all = 300
	}
	for mode, times := range map[revision.TransactionMode]int{
		revision.PerRevision: all, revision.AllInOne: max(1, all/5), revision.NoTransaction: max(1, all/3),
	} {
		t.Run(string(mode), func(t *testing.T) { stopAnywhere(t, address(t), mode, run, times) })
	}
}

// stopAnywhere takes a database up and down, by runs that are stopped until one of them comes to its end. What that leaves is what a
// run leaves that nobody stopped.
func stopAnywhere(t *testing.T, address string, mode revision.TransactionMode, run func(string, revision.TransactionMode) stop, left int) {
	random := rand.New(rand.NewPCG(*crashSeed, 0))
	r := openIn(t, connect(t, address), mode)
	once, targets := run(address, mode), []string{"head", "base"}
	usual, want := map[string]time.Duration{}, map[string]remains{}
	for _, target := range targets {
		took, finished := once(t, target, never)
		if !finished {
			t.Fatalf("nobody stopped the run to %s, and it did not finish", target)
		}
		usual[target], want[target] = took, remainsOf(t, r, address)
	}
	for left > 0 {
		for _, target := range targets {
			var instants []time.Duration
			for finished := false; !finished; {
				after := time.Duration(random.Int64N(int64(usual[target])))
				if _, finished = once(t, target, after); !finished {
					instants = append(instants, after)
				}
			}
			left -= len(instants)
			if diff := cmp.Diff(want[target], remainsOf(t, r, address)); diff != "" {
				t.Fatalf("to %s, stopped after %v (-undisturbed +got):\n%s", target, instants, diff)
			}
		}
	}
}

// kill runs in a process of its own, and kills that.
func kill(address string, mode revision.TransactionMode) stop {
	return func(t *testing.T, target string, after time.Duration) (time.Duration, bool) {
		t.Helper()
		process := osexec.Command(os.Args[0], "-test.run=^TestARunToBeKilled$")
		process.Env = append(os.Environ(), crashAddress+"="+address, crashTarget+"="+target, crashTransaction+"="+string(mode))
		out, err := process.StdoutPipe()
		if err == nil {
			err = process.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		said := bufio.NewReader(out)
		first, _ := said.ReadString('\n')
		began := time.Now()
		timer := time.AfterFunc(after, func() { _ = process.Process.Kill() }) // an error says that it is over
		defer timer.Stop()
		rest, _ := io.ReadAll(said)
		var exit *osexec.ExitError
		switch err := process.Wait(); {
		case errors.As(err, &exit) && !exit.Exited():
			return time.Since(began), false
		case err != nil:
			t.Fatalf("to %s: %v\n%s%s", target, err, first, rest)
		}
		return time.Since(began), true
	}
}

// terminate runs in this process, and has the server end what serves it.
func terminate(address string, mode revision.TransactionMode) stop {
	return func(t *testing.T, target string, after time.Duration) (time.Duration, bool) {
		t.Helper()
		db, other := testdb.OpenPostgres(t, address+"&application_name=run"), testdb.OpenPostgres(t, address)
		defer db.Close()
		defer other.Close()
		timer, done := time.NewTimer(after), make(chan error, 1)
		defer timer.Stop()
		exec(t, other, "SELECT 1") // it is connected when the time comes
		began := time.Now()
		r := openIn(t, db, mode)
		go func() { done <- goTo(r, target) }()
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("to %s: %v", target, err)
			}
			return time.Since(began), true
		case <-timer.C:
			exec(t, other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'run'")
		}
		return time.Since(began), <-done == nil
	}
}

// remains is what a run leaves.
type remains struct {
	Dump string
	Rows map[string]string
	Log  []string
}

// remainsOf looks at what runs left since it was looked at last, and makes sure that they left nothing else.
func remainsOf(t *testing.T, r *runner.Runner, address string) remains {
	t.Helper()
	usable(t, r.DB)
	left := remains{Dump: testdb.DumpAt(t, address), Rows: map[string]string{}}
	for _, table := range append(tables(t, r.DB), runner.DefaultVersionTable) {
		rows, err := r.DB.QueryContext(ctx, "SELECT * FROM ? ORDER BY 1", bun.Ident(table))
		if err != nil {
			t.Fatal(err)
		}
		left.Rows[table] = text(t, rows)
	}
	for _, h := range records(t, r) {
		if h.Outcome != runner.Failed {
			left.Log = append(left.Log, fmt.Sprintf("%s %s %s %d/%d", h.Direction, h.Revision, h.Outcome, h.OperationsDone, h.Operations))
		}
	}
	exec(t, r.DB, "DELETE FROM echomigrate_history")
	return left
}

// text is a line for each row.
func text(t *testing.T, rows *sql.Rows) string {
	t.Helper()
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&lines, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines.String()
}
