package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

var ctx = context.Background()

func exec(t testing.TB, db bun.IDB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, "?", bun.Safe(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func inspect(t testing.TB, db bun.IDB, schemas ...string) *schema.Schema {
	t.Helper()
	s, err := postgres.New().Inspect(ctx, db, dialect.Scope{Schemas: schemas})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// version is the server's major version.
func version(t testing.TB, db bun.IDB) (major int) {
	t.Helper()
	if err := db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int / 10000").Scan(&major); err != nil {
		t.Fatal(err)
	}
	return major
}

// recreated creates what was inspected in another database, where prepare makes what it needs, and inspects it there.
func recreated(t testing.TB, s *schema.Schema, prepare ...string) *schema.Schema {
	t.Helper()
	db := testdb.Postgres(t)
	exec(t, db, prepare...)
	for _, table := range s.Tables {
		statements, err := op.CreateTable{Table: table}.Statements(postgres.New())
		if err != nil {
			t.Fatal(err)
		}
		exec(t, db, statements...)
	}
	return inspect(t, db)
}

func TestInspectReadsEveryKindOfColumn(t *testing.T) {
	db := testdb.Postgres(t)
	prepare := []string{
		"CREATE TYPE mood AS ENUM ('sad', 'it''s fine')", `CREATE TYPE "Odd Type" AS (a integer)`, "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
		"CREATE SCHEMA other", "CREATE TYPE other.level AS ENUM ('low')", `CREATE COLLATION "by code" FROM "C"`, `CREATE COLLATION other.far FROM "C"`, "CREATE SEQUENCE numbers",
	}
	exec(t, db, prepare...)
	columns := []struct{ definition, kind, expression, collation string }{
		{"int8", "bigint", "", ""},
		{"int4 DEFAULT 1", "integer", "1", ""},
		{"timestamp(3)", "timestamp(3)", "", ""},
		{"timestamptz(0) DEFAULT now()", "timestamptz(0)", "now()", ""},
		{"time(2) with time zone", "timetz(2)", "", ""},
		{"interval day to second(3)", "interval day to second(3)", "", ""},
		{"interval DEFAULT '1 day'", "interval", "'1 day'", ""},
		{`"char"`, `"char"`, "", ""},
		{"char", "char(1)", "", ""},
		{"bpchar(7)", "char(7)", "", ""},
		{"varchar(5)[]", "varchar(5)[]", "", ""},
		{"integer[3][3] DEFAULT '{}'", "integer[]", "'{}'", ""},
		{"numeric(7)", "numeric(7,0)", "", ""},
		{"bit varying(4)", "varbit(4)", "", ""},
		{"mood DEFAULT 'sad'", "mood", "'sad'", ""},
		{"mood[]", "mood[]", "", ""},
		{`"Odd Type"`, `"Odd Type"`, "", ""},
		{"positive DEFAULT 3", "positive", "3", ""},
		{"other.level DEFAULT 'low'", "other.level", "'low'", ""},
		{`text COLLATE "C" DEFAULT 'x'`, "text", "'x'", "C"},
		{`text COLLATE "by code"`, "text", "", "by code"},
		{"text COLLATE other.far", "text", "", "other.far"},
		{"text DEFAULT upper('a' || chr(63))", "text", "upper('a'::text || chr(63))", ""},
		{"uuid DEFAULT gen_random_uuid()", "uuid", "gen_random_uuid()", ""},
		{"integer DEFAULT nextval('numbers')", "integer", "nextval('numbers'::regclass)", ""},
		{"serial", "serial", "", ""},
		{"inet", "inet", "", ""},
		{"tsvector", "tsvector", "", ""},
		{"int4range", "int4range", "", ""},
	}
	var definitions []string
	var want []schema.Column
	for i, c := range columns {
		name := fmt.Sprintf("c%d", i)
		definitions = append(definitions, name+" "+c.definition)
		want = append(want, schema.Column{Name: name, Type: c.kind, NotNull: c.kind == "serial", Default: c.expression, Collation: c.collation})
	}
	exec(t, db, "CREATE TABLE t ("+strings.Join(definitions, ", ")+")")
	got := inspect(t, db)
	if d := cmp.Diff(want, got.Tables[0].Columns); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if d := cmp.Diff(got, recreated(t, got, prepare...)); d != "" {
		t.Errorf("(-inspected +recreated)\n%s", d)
	}
	spelled, err := postgres.New().Spell(ctx, db, got.Tables)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got.Tables, spelled); d != "" {
		t.Errorf("(-inspected +spelled)\n%s", d)
	}
}

func TestInspectReadsWhatOneVersionKnows(t *testing.T) {
	db := testdb.Postgres(t)
	major := version(t, db)
	exec(t, db, "CREATE TABLE t (a text, b text)")
	if major >= 15 {
		exec(t, db, "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)", "CREATE UNIQUE INDEX ON t (b) NULLS NOT DISTINCT")
	}
	if major >= 18 {
		exec(t, db, "ALTER TABLE t ADD COLUMN c text GENERATED ALWAYS AS (upper(a)) VIRTUAL, ALTER COLUMN b SET NOT NULL")
	}
	got := inspect(t, db).Tables[0]
	if len(got.Uniques) > 0 != (major >= 15) || len(got.Uniques) > 0 && (!got.Uniques[0].NullsNotDistinct || !got.Indexes[0].NullsNotDistinct) {
		t.Errorf("uniques %+v, indexes %+v", got.Uniques, got.Indexes)
	}
	if c := got.Column("c"); (c != nil) != (major >= 18) || c != nil && (!c.Virtual || c.Generated != "upper(a)") {
		t.Errorf("the virtual column is %+v", c)
	}
	if len(got.Checks) > 0 {
		t.Errorf("checks %+v", got.Checks)
	}
	s := &schema.Schema{Tables: []schema.Table{got}}
	if d := cmp.Diff(s, recreated(t, s)); d != "" {
		t.Errorf("(-inspected +recreated)\n%s", d)
	}
}

func TestInspectLeavesOutWhatIsNotOurs(t *testing.T) {
	db := testdb.Postgres(t)
	exec(t, db,
		"CREATE TABLE parts (id integer, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
		"CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
		"CREATE TABLE parts_2027 PARTITION OF parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
		"CREATE INDEX parts_day ON parts (day)",
		"CREATE TABLE refers (id integer, day date, FOREIGN KEY (id, day) REFERENCES parts)",
		"CREATE VIEW v AS SELECT 1 AS one", "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one", "CREATE TEMPORARY TABLE refers (id integer)",
		"CREATE TABLE owned (id integer)", "ALTER EXTENSION plpgsql ADD TABLE owned",
	)
	got := inspect(t, db)
	want := &schema.Schema{Tables: []schema.Table{
		{
			Name: "parts", Columns: []schema.Column{{Name: "id", Type: "integer", NotNull: true}, {Name: "day", Type: "date", NotNull: true}},
			PrimaryKey: schema.Key{Name: "parts_pkey", Columns: []string{"id", "day"}},
			Indexes:    []schema.Index{{Name: "parts_day", Columns: []string{"day"}}}, PartitionBy: "RANGE (day)",
		},
		{
			Name: "refers", Columns: []schema.Column{{Name: "id", Type: "integer"}, {Name: "day", Type: "date"}},
			ForeignKeys: []schema.ForeignKey{{Name: "refers_id_day_fkey", Columns: []string{"id", "day"}, RefTable: "parts", RefColumns: []string{"id", "day"}}},
		},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestDefaultSchemaIsTheSearchPathsFirst(t *testing.T) {
	address := testdb.PostgresURL(t)
	exec(t, testdb.OpenPostgres(t, address), "CREATE SCHEMA app", "CREATE TABLE users (id integer PRIMARY KEY)", "CREATE TYPE mood AS ENUM ('sad')")
	db := testdb.OpenPostgres(t, address+"&search_path=app,public")
	exec(t, db, "CREATE TABLE users (id serial PRIMARY KEY, mood mood, up integer REFERENCES users, out integer REFERENCES public.users)")
	users := schema.Table{
		Name:       "users",
		Columns:    []schema.Column{{Name: "id", Type: "serial", NotNull: true}, {Name: "mood", Type: "mood"}, {Name: "up", Type: "integer"}, {Name: "out", Type: "integer"}},
		PrimaryKey: schema.Key{Name: "users_pkey", Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{
			{Name: "users_out_fkey", Columns: []string{"out"}, RefSchema: "public", RefTable: "users", RefColumns: []string{"id"}},
			{Name: "users_up_fkey", Columns: []string{"up"}, RefTable: "users", RefColumns: []string{"id"}},
		},
	}
	if d := cmp.Diff(&schema.Schema{Tables: []schema.Table{users}}, inspect(t, db)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	spelled, err := postgres.New().Spell(ctx, db, []schema.Table{users})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]schema.Table{users}, spelled); d != "" {
		t.Errorf("(-want +spelled)\n%s", d)
	}
}

func TestReferencesBetweenSchemas(t *testing.T) {
	db := testdb.Postgres(t)
	exec(t, db, "CREATE SCHEMA audit", "CREATE TABLE users (id integer PRIMARY KEY)", "CREATE TABLE audit.users (id integer PRIMARY KEY, own integer REFERENCES audit.users, far integer REFERENCES users)",
		"ALTER TABLE users ADD COLUMN event integer REFERENCES audit.users")
	got := map[string]schema.Name{}
	for _, table := range inspect(t, db, "audit").Tables {
		for _, f := range table.ForeignKeys {
			got[table.ID().String()+"."+f.Columns[0]] = f.Target(table.Schema)
		}
	}
	want := map[string]schema.Name{
		"audit.users.own": {Schema: "audit", Table: "users"}, "audit.users.far": {Table: "users"}, "users.event": {Schema: "audit", Table: "users"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestTypesOfAFurtherSchemaAreSpelledAlike(t *testing.T) {
	db := testdb.Postgres(t)
	exec(t, db, "CREATE SCHEMA audit", "CREATE TYPE audit.level AS ENUM ('low')", "CREATE TABLE audit.events (level audit.level DEFAULT 'low', CHECK (level > 'low'))")
	got := inspect(t, db, "audit").Tables
	spelled, err := postgres.New().Spell(ctx, db, []schema.Table{{Schema: "audit", Name: "events",
		Columns: []schema.Column{{Name: "level", Type: "audit.level", Default: "'low'"}}, Checks: []schema.Check{{Expression: "level > 'low'"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got, spelled); d != "" {
		t.Errorf("(-inspected +spelled)\n%s", d)
	}
}

func TestSpellNeedsNoRightToCreate(t *testing.T) {
	address := testdb.PostgresURL(t)
	db := testdb.OpenPostgres(t, address)
	var role string
	if err := db.QueryRowContext(ctx, "SELECT 'reader_' || current_database()").Scan(&role); err != nil {
		t.Fatal(err)
	}
	exec(t, db, "CREATE ROLE "+role+" LOGIN", "CREATE TABLE users (id integer PRIMARY KEY, name text)", "INSERT INTO users VALUES (1)")
	t.Cleanup(func() { exec(t, db, "DROP OWNED BY "+role, "DROP ROLE "+role) })
	reader := testdb.OpenPostgres(t, strings.Replace(address, "postgres@", role+"@", 1))
	if _, err := reader.ExecContext(ctx, "CREATE SCHEMA mine"); err == nil {
		t.Fatal("the role may create schemas")
	}
	users := schema.Table{Name: "users", Columns: []schema.Column{{Name: "id", Type: "bigserial"}, {Name: "made", Type: "timestamptz", Default: "now()"}},
		PrimaryKey: schema.Key{Columns: []string{"id"}}, Checks: []schema.Check{{Expression: "id+1>0"}}}
	want, err := postgres.New().Spell(ctx, db, []schema.Table{users})
	if err != nil {
		t.Fatal(err)
	}
	got, err := postgres.New().Spell(ctx, reader, []schema.Table{users})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-owner +reader)\n%s", d)
	}
	users.Columns[1].Type = "nothing_like_this"
	if _, err := postgres.New().Spell(ctx, reader, []schema.Table{users}); err == nil || !strings.Contains(err.Error(), "table users: ") {
		t.Errorf("a refused table gives %v", err)
	}
}

// Tables come and go while others are inspected.
func TestInspectBesideChanges(t *testing.T) {
	db := testdb.Postgres(t)
	exec(t, db, "CREATE TABLE steady (id bigint PRIMARY KEY)")
	var stop atomic.Bool
	var changes sync.WaitGroup
	for n := range 2 {
		name := fmt.Sprintf("passing%d", n)
		life := []string{"CREATE TABLE " + name + " (id serial PRIMARY KEY, word text DEFAULT lower('X'), CHECK (id > 0))",
			"ALTER TABLE " + name + " ADD COLUMN late text, ADD UNIQUE (late)",
			"CREATE INDEX ON " + name + " (lower(word), late) WHERE id > 1", "DROP TABLE " + name}
		changes.Go(func() {
			for i := 0; !stop.Load() || i%len(life) > 0; i++ {
				if _, err := db.ExecContext(ctx, life[i%len(life)]); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 100 {
		s, err := postgres.New().Inspect(ctx, db, dialect.Scope{})
		if err != nil {
			t.Error(err)
			break
		}
		if s.Table(schema.Name{Table: "steady"}) == nil {
			t.Error("the table that stays is not there")
		}
	}
	stop.Store(true)
	changes.Wait()
}

func TestRehearseInTemporaryTables(t *testing.T) {
	address := testdb.PostgresURL(t)
	db := testdb.OpenPostgres(t, address)
	var role string
	if err := db.QueryRowContext(ctx, "SELECT 'rehearser_' || current_database()").Scan(&role); err != nil {
		t.Fatal(err)
	}
	exec(t, db, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() { exec(t, db, "DROP OWNED BY "+role, "DROP ROLE "+role) })
	reader := testdb.OpenPostgres(t, strings.Replace(address, "postgres@", role+"@", 1))
	users := func(in string) *schema.Schema {
		return &schema.Schema{Tables: []schema.Table{{
			Schema: in, Name: "users", Columns: []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "up", Type: "bigint"}},
			PrimaryKey:  schema.Key{Name: "users_pkey", Columns: []string{"id"}},
			ForeignKeys: []schema.ForeignKey{{Name: "users_up_fkey", Columns: []string{"up"}, RefTable: "users", RefColumns: []string{"id"}}},
		}}}
	}
	rename := []op.Operation{op.RenameColumn{Table: "users", From: "up", To: "parent"}}
	read, err := postgres.New().Rehearse(ctx, reader, users(""), rename)
	if err != nil {
		t.Fatal(err)
	}
	after := users("")
	if err := op.Apply(after, rename); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]*schema.Schema{users(""), after}, read); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	var none *dialect.NoScratchError
	if read, err := postgres.New().Rehearse(ctx, reader, users("audit")); !errors.As(err, &none) || !strings.Contains(none.Reason, "schema audit too") {
		t.Errorf("temporary tables stand for two schemas: %v, %v", read, err)
	}
}
