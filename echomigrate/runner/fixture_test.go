package runner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	migrate "github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var ctx = context.Background()

// open is a runner of the revisions on a database.
func open(t testing.TB, db *bun.DB, revisions ...revision.Revision) *runner.Runner {
	t.Helper()
	graph, err := revision.NewGraph(revisions)
	if err != nil {
		t.Fatal(err)
	}
	return &runner.Runner{DB: db, Dialect: dialectOf(db), Graph: graph, LockTimeout: 30 * time.Second, Who: "ann", Host: "here", Build: "b1"}
}

func dialectOf(db *bun.DB) migrate.Dialect {
	if isPostgres(db) {
		return postgres.New()
	}
	return sqlite.New()
}

func isPostgres(db *bun.DB) bool { return db.Dialect().Name() == dialect.PG }

// creates is a revision that creates a table, and drops it on the way back. Its parents stand behind "<" with commas
// between them: "b2 < a1".
func creates(line, table string) revision.Revision {
	r := does(line, createTable(table))
	r.Downgrade = []op.Operation{op.DropTable{Table: table}}
	return r
}

// does is a revision that does something and takes nothing back.
func does(line string, ops ...op.Operation) revision.Revision {
	id, parents, _ := strings.Cut(line, "<")
	r := revision.Revision{ID: strings.TrimSpace(id), Upgrade: ops}
	r.Message = "do " + r.ID
	r.Revises = append(r.Revises, strings.FieldsFunc(parents, func(c rune) bool { return c == ',' || c == ' ' })...)
	return r
}

func createTable(name string) op.CreateTable {
	return op.CreateTable{Table: schema.Table{
		Name:       name,
		Columns:    []schema.Column{{Name: "id", Type: "bigint", NotNull: true}, {Name: "name", Type: "text"}},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
	}}
}

// chain are revisions r001, r002 … that create one table each: t001, t002 …
func chain(n int) []revision.Revision {
	list := make([]revision.Revision, n)
	for i := range list {
		line := fmt.Sprintf("r%03d", i+1)
		if i > 0 {
			line += fmt.Sprintf(" < r%03d", i)
		}
		list[i] = creates(line, fmt.Sprintf("t%03d", i+1))
	}
	return list
}

func upgrade(t testing.TB, r *runner.Runner, target string) runner.Report {
	t.Helper()
	report, err := r.Upgrade(ctx, target)
	if err != nil {
		t.Fatalf("upgrade %s: %v", target, err)
	}
	return report
}

func current(t testing.TB, r *runner.Runner) []string {
	t.Helper()
	rows, err := r.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// log lists the history, a line for each row: "upgrade a1 done 1/1", and its error behind it.
func log(t testing.TB, r *runner.Runner) []string {
	t.Helper()
	var lines []string
	for _, h := range records(t, r) {
		line := fmt.Sprintf("%s %s %s %d/%d", h.Direction, h.Revision, h.Outcome, h.OperationsDone, h.Operations)
		if h.Error != "" {
			line += ": " + h.Error
		}
		lines = append(lines, line)
	}
	return lines
}

func records(t testing.TB, r *runner.Runner) []runner.Record {
	t.Helper()
	list, err := r.Log(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// tables lists the tables that the revisions made.
func tables(t testing.TB, db *bun.DB) []string {
	t.Helper()
	var names []string
	for _, name := range state(t, db).Names() {
		if !strings.HasPrefix(name.Table, "echomigrate_") {
			names = append(names, name.Table)
		}
	}
	return names
}

func state(t testing.TB, db *bun.DB) *schema.Schema {
	t.Helper()
	s, err := dialectOf(db).Inspect(ctx, db, migrate.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	s.Tables = slices.DeleteFunc(s.Tables, func(t schema.Table) bool { return strings.HasPrefix(t.Name, "echomigrate_") })
	return s
}

func exec(t testing.TB, db bun.IDB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, "?", bun.Safe(s)); err != nil {
			t.Fatalf("%s\n%v", s, err)
		}
	}
}

// value reads one value off the database, as text.
func value(t testing.TB, db bun.IDB, query string) string {
	t.Helper()
	var v any
	if err := db.QueryRowContext(ctx, "?", bun.Safe(query)).Scan(&v); err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
	if text, is := v.([]byte); is {
		return string(text)
	}
	return fmt.Sprint(v)
}

// usable makes sure that every connection of the pool works, holds no lock and is in no transaction.
func usable(t testing.TB, db *bun.DB) {
	t.Helper()
	for range 3 {
		exec(t, db, "CREATE TABLE probe (id integer)", "DROP TABLE probe")
	}
	if open := db.Stats().InUse; open != 0 {
		t.Errorf("%d connections were not given back", open)
	}
	if isPostgres(db) {
		eventually(t, "the lock is released", func() bool {
			return value(t, db, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == "0"
		})
		eventually(t, "no transaction is open", func() bool {
			return value(t, db, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'") == "0"
		})
	}
}

// eventually waits for what another process does in its own time.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to it: %s", what)
		}
	}
}
