package cli_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
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
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
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
					env.Setenv("GORACE", os.Getenv("GORACE"))
					return copyFile("testdata/alembic/"+name+".sql", filepath.Join(env.WorkDir, "alembic.sql"))
				},
				Condition: func(condition string) (bool, error) { return condition == name, nil },
				Cmds:      verbs(t),
			})
		})
	}
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}

// open opens the database at an address.
func open(address string, options ...stdlib.OptionOpenDB) (*bun.DB, error) {
	if strings.HasPrefix(address, "postgres://") {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, err
		}
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
		return bun.NewDB(stdlib.OpenDB(*config, options...), pgdialect.New()), nil
	}
	db, err := sql.Open("sqlite", "file:"+address+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
	return bun.NewDB(db, sqlitedialect.New()), err
}

// further is the database second, where SECOND gives its address and SECOND_MODELS its models.
func further() ([]echomigrate.Database, error) {
	if os.Getenv("SECOND") == "" {
		return nil, nil
	}
	var options []stdlib.OptionOpenDB
	if os.Getenv("STALL") != "" {
		options = append(options, stdlib.OptionBeforeConnect(func(ctx context.Context, _ *pgx.ConnConfig) error { return stall(ctx) }))
	}
	db, err := open(os.Getenv("SECOND"), options...)
	return []echomigrate.Database{{Name: "second", DB: db, Models: modelSets[os.Getenv("SECOND_MODELS")]}}, err
}

// stall says that it waits by creating a file, and then waits until it is stopped.
func stall(ctx context.Context) error {
	if err := os.WriteFile("waiting", nil, 0o600); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

// versionTable is the one of a name that has its schema before a dot where it has one.
func versionTable(name string) schema.Name {
	if schemaName, table, dotted := strings.Cut(name, "."); dotted {
		return schema.Name{Schema: schemaName, Table: table}
	}
	return schema.Name{Table: name}
}

// setting is what -x NAME=VALUE says, and else the environment.
func setting(c *ucli.Context, name string) string {
	value := os.Getenv(name)
	for _, argument := range op.InvocationFrom(c.Context).Arguments {
		if given, is := strings.CutPrefix(argument, name+"="); is {
			value = given
		}
	}
	return value
}

// versionLocations are billing/versions, where BILLING names its revisions, and that of a library whose sources are not here,
// where LIBRARY does.
func versionLocations() []echomigrate.VersionLocation {
	var list []echomigrate.VersionLocation
	for _, place := range []struct{ variable, directory string }{{"BILLING", "billing/versions"}, {"LIBRARY", ""}} {
		if history, given := os.LookupEnv(place.variable); given {
			list = append(list, echomigrate.VersionLocation{Directory: place.directory, Repository: repository(history)})
		}
	}
	return list
}

// repository holds a history; with SQL_FILES it takes SQL files.
func repository(history string) *revision.Repository {
	r := revision.NewRepository()
	if os.Getenv("SQL_FILES") != "" {
		r.AddSQL(nil, nil)
	}
	for _, one := range histories[history] {
		r.Register(one)
	}
	return r
}

// shopMain is the program. With NESTED its command stands in a group and has another name; with STALL it waits where it would
// connect to the database second; with OWN_SIGNALS it heeds signals itself; with IMPORTED it leaves its repository for the library to find; with HOOKS its hooks write
// down what the command line gave along, or spoil the way back of new revisions.
func shopMain() {
	command := cli.Command(func(c *ucli.Context) (*echomigrate.Migrator, error) {
		db, err := open(setting(c, "DATABASE_URL"))
		if err != nil {
			return nil, err
		}
		databases, err := further()
		if err != nil {
			return nil, err
		}
		main := repository(setting(c, "REVISIONS"))
		if os.Getenv("IMPORTED") != "" {
			main = nil
		}
		config := echomigrate.Config{
			Repository:       main,
			VersionLocations: versionLocations(),
			Models:           modelSets[setting(c, "MODELS")],
			Databases:        databases,
			Directory:        setting(c, "DIRECTORY"),
			VersionTable:     versionTable(setting(c, "VERSION_TABLE")),
			Clock:            func() time.Time { return time.Date(2026, 11, 24, 7, 54, 0, 0, time.UTC) },
		}
		switch os.Getenv("HOOKS") {
		case "ask":
			config.AfterRevision = func(ctx context.Context, e runner.Event, _ bun.IDB) error {
				return ask(ctx, fmt.Sprintf("%s %s", e.Direction, e.Revision.ID))
			}
			config.Process = func(ctx context.Context, r *revision.Revision) error { return ask(ctx, "process "+r.ID) }
		case "spoil":
			config.Process = func(_ context.Context, r *revision.Revision) error { r.Downgrade = []op.Operation{}; return nil }
		}
		return echomigrate.New(db, config)
	})
	if os.Getenv("NESTED") != "" {
		command.Name = "migrations"
		command = &ucli.Command{Name: "ops", Subcommands: []*ucli.Command{command}}
	}
	program := &ucli.App{Name: "shop", EnableBashCompletion: true, Commands: []*ucli.Command{command}}
	ctx := context.Background()
	if os.Getenv("OWN_SIGNALS") != "" {
		own, stop := signal.NotifyContext(ctx, os.Interrupt)
		context.AfterFunc(own, stop)
		ctx = own
	}
	if err := program.RunContext(ctx, os.Args); err != nil {
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

type userWithAbout struct {
	bun.BaseModel `bun:"table:users"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Name  string `bun:"name,notnull"`
	About string `bun:"about,type:text"`
}

type userWithAge struct {
	bun.BaseModel `bun:"table:users"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Age  int64  `bun:"age,notnull"`
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
	"about":     {(*userWithAbout)(nil)},
	"age":       {(*userWithAge)(nil)},
	"two":       {(*user)(nil), (*userWithBio)(nil)},
	"many":      manyModels(),
	"badtag":    {(*userWithBadTag)(nil)},
	"notatable": {42},
	"hostile":   {(*hostile)(nil)},
	"legacy":    {(*legacyUser)(nil), (*legacyPost)(nil)},
	"body":      {(*legacyUser)(nil), (*legacyPostWithBody)(nil)},
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
	op.Func{Name: "wait", Run: func(ctx context.Context, _ bun.IDB) error { return stall(ctx) }},
}}

// stalling has a step outside a transaction, which with STALL_STEP does not come to its end.
var stalling = revision.Revision{ID: "b2", Message: "Stall", Revises: []string{"a1"}, Upgrade: []op.Operation{
	op.CreateTable{Table: schema.Table{Name: "pets", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}},
	op.Autocommit{Ops: op.List{op.Func{Name: "stall", Run: func(ctx context.Context, _ bun.IDB) error {
		if os.Getenv("STALL_STEP") != "" {
			<-ctx.Done()
		}
		return ctx.Err()
	}}}},
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
var asking = revision.Revision{
	ID:        "q1",
	Upgrade:   []op.Operation{op.Func{Name: "ask", Run: func(ctx context.Context, _ bun.IDB) error { return ask(ctx, "upgrade") }}},
	Downgrade: []op.Operation{op.Func{Name: "ask", Run: func(ctx context.Context, _ bun.IDB) error { return ask(ctx, "downgrade") }}},
}

// ask writes down what the command line gave along with what is done.
func ask(ctx context.Context, what string) error {
	c := op.InvocationFrom(ctx)
	return os.WriteFile("asked", fmt.Appendf(nil, "%s %v %s", what, c.Arguments, c.Tag), 0o600)
}

var histories = map[string][]revision.Revision{
	"":          nil,
	"one":       {createUsers},
	"many":      {createMany()},
	"contested": contested(),
	"two":       {createUsers, addBio},
	"formerly":  {formerly(createUsers), addBio},
	"slow":      {createUsers, slow},
	"deaf":      {createUsers, deaf},
	"alone":     {createUsers, stalling},
	"asking":    {asking},
	"heads":     {createUsers, addBio, empty("b3", "a1")},
	"parted":    {createUsers, empty("b3", "a1")},
	"duplicate": {createUsers, addBio, empty("b2", "a1")},
	"missing":   {createUsers, empty("c3", "a2")},
	"illegal":   {createUsers, empty("b-2", "a1")},
	"reworded":  {createUsers, {ID: "b2", Message: "Let users tell of themselves", Revises: []string{"a1"}, Upgrade: addBio.Upgrade, Downgrade: addBio.Downgrade}},
	"edited": {createUsers, {
		ID: "b2", Message: "Add user bio", Revises: []string{"a1"}, Downgrade: addBio.Downgrade,
		Upgrade: append(op.List{op.Exec{SQL: "SELECT 1"}}, addBio.Upgrade...),
	}},
	"linear":    linear,
	"rolling":   rolling,
	"older":     older,
	"branched":  branched,
	"needing":   needing,
	"adopted":   {adopted},
	"body":      {adopted, addBody},
	"rewritten": {identified("c0", adopted), identified("d1", addBody, "c0")},
	"full":      {adopted, identified(fullID, addBody, adopted.ID)},
	"long":      {adopted, addBody, empty(longID, "b2")},
	"billing":   {labelled("billing", empty("e1")), empty("e2", "e1")},
	"library":   {labelled("library", empty("f1"))},
	"backfill":  {createUsers, countChanges},
	"index":     {createUsers, indexNames},
	"careful":   careful,
	"failing": {createUsers, addBio, {ID: "c3", Message: "Fail", Revises: []string{"b2"}, Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{Name: "halfdone", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}},
		op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"},
	}}},
}
