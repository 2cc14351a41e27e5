package cli_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	ucli "github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"shop": shopMain})
}

// TestScripts runs the program below as a process, once on each database. MODELS and REVISIONS say which ones it has.
func TestScripts(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Dir:                 "testdata/script",
				RequireExplicitExec: true,
				Setup: func(env *testscript.Env) error {
					env.Setenv("DATABASE", name)
					url := "shop.db"
					if name == "postgres" {
						url = testdb.PostgresURL(t)
					}
					env.Setenv("DATABASE_URL", url)
					return nil
				},
				Condition: func(condition string) (bool, error) { return condition == name, nil },
				Cmds:      map[string]func(*testscript.TestScript, bool, []string){"sql": runSQL, "oneline": oneLine, "waitfor": waitFor, "json": isJSON, "insist": insist},
			})
		})
	}
}

// runSQL runs statements on the script's database; a query's values are compared with nothing: use it to prepare.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	db, err := open(ts.Getenv("DATABASE_URL"), ts.Getenv("WORK"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(strings.Join(args, " "))
	if neg == (err == nil) {
		ts.Fatalf("sql: %v", err)
	}
}

// oneLine checks that the last command printed one line to stderr.
func oneLine(ts *testscript.TestScript, neg bool, _ []string) {
	stderr := ts.ReadFile("stderr")
	if one := strings.Count(stderr, "\n") == 1; one == neg {
		ts.Fatalf("stderr has not one line:\n%s", stderr)
	}
}

// waitFor waits until a file is there.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	for range 500 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}

// isJSON checks that the last command printed one JSON object, with the fields that are named.
func isJSON(ts *testscript.TestScript, _ bool, fields []string) {
	var value map[string]json.RawMessage
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &value); err != nil {
		ts.Fatalf("stdout is no JSON object: %v", err)
	}
	for _, field := range fields {
		if value[field] == nil {
			ts.Fatalf("the JSON has no field %s", field)
		}
	}
}

// insist interrupts the background command, which has been interrupted before, until it is gone.
func insist(ts *testscript.TestScript, _ bool, _ []string) {
	for range 500 {
		if err := ts.BackgroundCmds()[0].Process.Signal(os.Interrupt); errors.Is(err, os.ErrProcessDone) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("the command survives all signals")
}

func open(address, dir string) (*bun.DB, error) {
	if strings.HasPrefix(address, "postgres://") {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, err
		}
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
		return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()), nil
	}
	if dir != "" {
		address = dir + "/" + address
	}
	db, err := sql.Open("sqlite", "file:"+address+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
	return bun.NewDB(db, sqlitedialect.New()), err
}

// shopMain is the program. With NESTED its command stands in a group and has another name.
func shopMain() {
	command := cli.Command(func(*ucli.Context) (*echomigrate.Migrator, error) {
		db, err := open(os.Getenv("DATABASE_URL"), "")
		if err != nil {
			return nil, err
		}
		var databases []echomigrate.Database
		if address := os.Getenv("SECOND"); address != "" {
			second, err := open(address, "")
			if err != nil {
				return nil, err
			}
			databases = []echomigrate.Database{{Name: "second", DB: second}}
		}
		repository := revision.NewRepository()
		for _, r := range histories[os.Getenv("REVISIONS")] {
			repository.Register(r)
		}
		return echomigrate.New(db, echomigrate.Config{
			Repository: repository,
			Models:     modelSets[os.Getenv("MODELS")],
			Databases:  databases,
			Clock:      func() time.Time { return time.Date(2026, 11, 24, 7, 54, 0, 0, time.UTC) },
		})
	})
	if os.Getenv("NESTED") != "" {
		command.Name = "migrations"
		command = &ucli.Command{Name: "ops", Subcommands: []*ucli.Command{command}}
	}
	program := &ucli.App{Name: "shop", EnableBashCompletion: true, Commands: []*ucli.Command{command}}
	if err := program.Run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(cli.ExitCode(err))
	}
}

type user struct {
	bun.BaseModel `bun:"table:users"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
}

type userWithBio struct {
	bun.BaseModel `bun:"table:users"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Bio  string `bun:"bio,type:text"`
}

type userWithBadTag struct {
	bun.BaseModel `bun:"table:users"`

	ID int64 `bun:"id,pk" migrate:"chek:'id > 0'"`
}

type hostile struct {
	bun.BaseModel `bun:"table:\"Select \\\"from\\\" it's\""`

	ID    int64  `bun:"id,pk,autoincrement"`
	Order string `bun:"Order By,notnull,unique" migrate:"index"`
}

var modelSets = map[string][]any{
	"":          {(*user)(nil)},
	"bio":       {(*userWithBio)(nil)},
	"two":       {(*user)(nil), (*userWithBio)(nil)},
	"badtag":    {(*userWithBadTag)(nil)},
	"notatable": {42},
	"hostile":   {(*hostile)(nil)},
}

func usersTable() schema.Table {
	return schema.Table{
		Name:       "users",
		Columns:    []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "name", Type: "varchar", NotNull: true}},
		PrimaryKey: schema.Key{Name: "users_pkey", Columns: []string{"id"}},
	}
}

var (
	createUsers = revision.Revision{
		ID: "a1", Message: "Create users", Created: "2026-11-24T07:54:00Z",
		Upgrade: []op.Operation{op.CreateTable{Table: usersTable()}}, Downgrade: []op.Operation{op.DropTable{Table: "users"}},
	}
	addBio = revision.Revision{
		ID: "b2", Message: "Add user bio", Revises: []string{"a1"}, Created: "2026-11-24T07:54:00Z",
		Upgrade:   []op.Operation{op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "users", Column: "bio"}},
	}
)

// empty is a revision without operations.
func empty(id string, revises ...string) revision.Revision {
	return revision.Revision{ID: id, Message: "Revision " + id, Revises: revises}
}

// slow creates a table, says so by creating a file, and then waits until it is stopped.
var slow = revision.Revision{ID: "c3", Message: "Wait", Revises: []string{"a1"}, Upgrade: []op.Operation{
	op.CreateTable{Table: schema.Table{Name: "halfdone", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}},
	op.Func{Name: "wait", Run: func(ctx context.Context, _ bun.IDB) error {
		if err := os.WriteFile("waiting", nil, 0o600); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	}},
}}

// deaf does not heed that it is stopped.
var deaf = revision.Revision{ID: "d4", Message: "Be deaf", Revises: []string{"a1"}, Upgrade: []op.Operation{
	op.Func{Name: "be deaf", Run: func(ctx context.Context, _ bun.IDB) error {
		if err := os.WriteFile("waiting", nil, 0o600); err != nil {
			return err
		}
		<-ctx.Done()
		if err := os.WriteFile("deaf", nil, 0o600); err != nil {
			return err
		}
		time.Sleep(time.Hour)
		return nil
	}},
}}

// asking writes down what the command line gave along.
var asking = revision.Revision{ID: "q1", Upgrade: []op.Operation{
	op.Func{Name: "ask", Run: func(ctx context.Context, _ bun.IDB) error {
		c := op.InvocationFrom(ctx)
		return os.WriteFile("asked", fmt.Appendf(nil, "%v %s", c.Arguments, c.Tag), 0o600)
	}},
}}

var histories = map[string][]revision.Revision{
	"":          nil,
	"one":       {createUsers},
	"two":       {createUsers, addBio},
	"slow":      {createUsers, slow},
	"deaf":      {createUsers, deaf},
	"asking":    {asking},
	"heads":     {createUsers, addBio, empty("b3", "a1")},
	"duplicate": {createUsers, addBio, empty("b2", "a1")},
	"missing":   {createUsers, empty("c3", "a2")},
	"illegal":   {createUsers, empty("b-2", "a1")},
	"failing": {createUsers, addBio, {ID: "c3", Message: "Fail", Revises: []string{"b2"}, Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{Name: "halfdone", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}},
		op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"},
	}}},
}
