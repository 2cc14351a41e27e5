package sqlite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// types are declared types, what they are on SQLite, in a STRICT table, and the affinity that SQLite gives the former.
var types = []struct{ declared, want, strict, affinity string }{
	{"bigint", "INTEGER", "INTEGER", "integer"},
	{"int8", "INTEGER", "INTEGER", "integer"},
	{"INT", "INTEGER", "INTEGER", "integer"},
	{"smallint", "INTEGER", "INTEGER", "integer"},
	{"bigserial", "INTEGER", "INTEGER", "integer"},
	{"boolean", "BOOLEAN", "INTEGER", "numeric"},
	{"real", "REAL", "REAL", "real"},
	{"double  Precision", "DOUBLE PRECISION", "REAL", "real"},
	{"float8", "DOUBLE PRECISION", "REAL", "real"},
	{"bytea", "BLOB", "BLOB", "blob"},
	{"timestamptz", "TIMESTAMP", "TEXT", "numeric"},
	{"timestamp(3) with time zone", "TIMESTAMP", "TEXT", "numeric"},
	{"timestamp without time zone", "TIMESTAMP", "TEXT", "numeric"},
	{"DATETIME", "TIMESTAMP", "TEXT", "numeric"},
	{"date", "DATE", "TEXT", "numeric"},
	{"time", "TIME", "TEXT", "numeric"},
	{"text", "TEXT", "TEXT", "text"},
	{"varchar", "VARCHAR", "TEXT", "text"},
	{"varchar(9)", "VARCHAR(9)", "TEXT", "text"},
	{"character varying( 20 )", "VARCHAR(20)", "TEXT", "text"},
	{"char(2)", "CHAR(2)", "TEXT", "text"},
	{"numeric", "NUMERIC", "REAL", "numeric"},
	{"decimal(10, 2)", "NUMERIC(10,2)", "REAL", "numeric"},
	{"uuid", "UUID TEXT", "TEXT", "text"},
	{"UUID", "UUID TEXT", "TEXT", "text"},
	{"jsonb", "JSONB TEXT", "TEXT", "text"},
	{"JSON", "JSON TEXT", "TEXT", "text"},
	{"inet", "INET TEXT", "TEXT", "text"},
	{"interval", "TEXT", "TEXT", "text"},
	{"int4range", "TEXT", "TEXT", "text"},
	{"bit(8)", "BIT TEXT(8)", "TEXT", "text"},
	{"citext", "CITEXT", "TEXT", "text"},
	{"text[]", "ARRAY TEXT", "TEXT", "text"},
	{"varchar(9)[]", "ARRAY TEXT", "TEXT", "text"},
	{"bigint[][3]", "ARRAY TEXT", "TEXT", "text"},
	{"mood", "MOOD TEXT", "TEXT", "text"},
	{"audit.mood", "MOOD TEXT", "TEXT", "text"},
	{`"Mood"`, "MOOD TEXT", "TEXT", "text"},
	{"printer_state", "TEXT", "TEXT", "text"},
	{"MOOD", "MOOD", "REAL", "numeric"},
	{"TINYINT(1)", "TINYINT(1)", "INTEGER", "integer"},
	{"unsigned big int", "UNSIGNED BIG INT", "INTEGER", "integer"},
	{"NVARCHAR(160)", "NVARCHAR(160)", "TEXT", "text"},
	{"money", "MONEY", "REAL", "numeric"},
	{"any", "ANY", "ANY", "numeric"},
	{"", "", "BLOB", "blob"},
}

func TestTypes(t *testing.T) {
	for _, c := range types {
		column := func(declared string, options ...string) string {
			return sqlite.New().Canonical(schema.Table{Columns: []schema.Column{{Name: "c", Type: declared}}, Options: options}).Columns[0].Type
		}
		got := column(c.declared)
		if got != c.want || column(got) != got {
			t.Errorf("%q is %q, then %q; want %q both times", c.declared, got, column(got), c.want)
		}
		if c.declared == "" {
			continue
		}
		if got := column(c.declared, "strict"); got != c.strict || column(got, "STRICT") != got {
			t.Errorf("%q in a STRICT table is %q, want %q", c.declared, got, c.strict)
		}
	}
}

// TestTypesKeepValues writes '1e3' and '007' into every type that is text elsewhere, and reads them back.
func TestTypesKeepValues(t *testing.T) {
	for _, c := range types {
		db := memory(t)
		statements, err := sqlite.New().CreateTable(schema.Table{Name: "t", Columns: []schema.Column{{Name: "c", Type: c.declared}}})
		if err != nil {
			t.Fatal(err)
		}
		exec(t, db, statements...)
		exec(t, db, `INSERT INTO t VALUES ('1e3'), ('007'), (x'31')`)
		got := strings.Join(texts(t, db, `SELECT typeof(c) || ' ' || quote(c) FROM t`), ", ")
		want := map[string]string{
			"text":    "text '1e3', text '007', blob X'31'",
			"blob":    "text '1e3', text '007', blob X'31'",
			"integer": "integer 1000, integer 7, blob X'31'",
			"numeric": "integer 1000, integer 7, blob X'31'",
			"real":    "real 1000.0, real 7.0, blob X'31'",
		}[c.affinity]
		if got != want {
			t.Errorf("%q as %s holds %s, want %s", c.declared, c.want, got, want)
		}
	}
}

func TestDefaults(t *testing.T) {
	for _, c := range []struct{ declared, typ, want, clause string }{
		{"current_timestamp", "timestamptz", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
		{"now()", "timestamptz", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
		{"(Current_Timestamp)", "timestamptz", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
		{"TRUE", "boolean", "true", "true"},
		{"1", "boolean", "true", "true"},
		{"0", "boolean", "false", "false"},
		{"1", "bigint", "1", "1"},
		{"(-1)", "bigint", "-1", "-1"},
		{"+ 5", "bigint", "5", "5"},
		{"'draft'::article_status", "text", "'draft'", "'draft'"},
		{"'{}'::text[]", "text[]", "'{}'", "'{}'"},
		{"'x'::character varying(3)", "text", "'x'", "'x'"},
		{"'it''s'", "text", "'it''s'", "'it''s'"},
		{"NULL", "text", "", ""},
		{"NULL::character varying", "text", "", ""},
		{"LOWER( hex(randomblob(16)) )", "text", "lower(hex(randomblob(16)))", "(lower(hex(randomblob(16))))"},
		{"1+2", "bigint", "1 + 2", "(1 + 2)"},
		{"X'0F'", "bytea", "x'0f'", "x'0f'"},
	} {
		d := sqlite.New()
		table := schema.Table{Name: "t", Columns: []schema.Column{{Name: "c", Type: c.declared, Default: c.declared}}}
		table.Columns[0].Type = c.typ
		if got := d.Canonical(table).Columns[0].Default; got != c.want {
			t.Errorf("default %s of a %s is %q, want %q", c.declared, c.typ, got, c.want)
		}
		statements, err := d.CreateTable(table)
		if err != nil {
			t.Fatal(err)
		}
		want := "CREATE TABLE \"t\" (\"c\" " + d.Canonical(table).Columns[0].Type + ")"
		if c.clause != "" {
			want = strings.TrimSuffix(want, ")") + " DEFAULT " + c.clause + ")"
		}
		if statements[0] != want {
			t.Errorf("got  %s\nwant %s", statements[0], want)
		}
	}
}

func TestDefaultsWithoutCounterpartAreRefused(t *testing.T) {
	for _, expression := range []string{"gen_random_uuid()", "nextval('a_seq'::regclass)", "lower(uuid_generate_v4())"} {
		column := schema.Column{Name: "id", Type: "uuid", Default: expression}
		_, err := sqlite.New().CreateTable(schema.Table{Name: "t", Columns: []schema.Column{column}})
		if err == nil || !strings.Contains(err.Error(), "column id: the default") || !strings.Contains(err.Error(), "op.Only") {
			t.Errorf("%s: %v", expression, err)
		}
		if _, err := sqlite.New().AddColumn(schema.Name{Table: "t"}, column); err == nil {
			t.Errorf("AddColumn takes %s", expression)
		}
		if _, err := sqlite.New().Spell(ctx, memory(t), []schema.Table{{Name: "t", Columns: []schema.Column{column}}}); err == nil ||
			!strings.HasPrefix(err.Error(), "table t: ") {
			t.Errorf("Spell of %s: %v", expression, err)
		}
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"price>0", "price > 0"},
		{"((PRICE > 0))", "price > 0"},
		{`"price" > 0 /* why */ and -- more` + "\n [price]<10", "price > 0 AND price < 10"},
		{"(price > 0) or (price < -1)", "(price > 0) OR (price < -1)"},
		{`name = 'It''s  A' AND Name != ''`, `"Name" = 'It''s  A' AND "Name" <> ''`},
		{`status in ("a","b")`, "status IN ('a', 'b')"},
		{`t.price == 1 and main.t."Name" is not null`, `price = 1 AND "Name" IS NOT NULL`},
		{"price isnull or price notnull or price not null", "price IS NULL OR price IS NOT NULL OR price IS NOT NULL"},
		{"LENGTH (status) > 0", "length(status) > 0"},
		{"cast( price as  varchar(3) ) collate NoCase = '1'", "CAST(price AS VARCHAR(3)) COLLATE NOCASE = '1'"},
		{"status not like 'a%' escape '!' and status not in ('x')", "status NOT LIKE 'a%' ESCAPE '!' AND status NOT IN ('x')"},
		{"case when price>1 then TRUE else False end", "CASE WHEN price > 1 THEN true ELSE false END"},
		{"price between -1 and +1", "price BETWEEN -1 AND +1"},
		{"- -price < ~price", "- -price < ~price"},
		{`"order" > 0`, `"order" > 0`},
		{"key > 0", `"key" > 0`},
		{"json_extract(status,'$.a') ->> '$.b' = 0X1f", "json_extract(status, '$.a') ->> '$.b' = 0x1f"},
		{"status = 'draft'::article_status", "status = 'draft'"},
		{"(price, 1) = (1, 2)", "(price, 1) = (1, 2)"},
		{"price is distinct from 1e5", "price IS DISTINCT FROM 1e5"},
	} {
		columns := []schema.Column{{Name: "price"}, {Name: "Name"}, {Name: "status"}, {Name: "order"}, {Name: "key"}}
		canonical := func(e string) string {
			return sqlite.New().Canonical(schema.Table{Name: "t", Columns: columns, Checks: []schema.Check{{Expression: e}}}).Checks[0].Expression
		}
		if got := canonical(c.written); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.written, got, c.want)
		}
		if again := canonical(c.want); again != c.want {
			t.Errorf("%s becomes %s", c.want, again)
		}
	}
}

// wordy is a table in PostgreSQL's words; canonical is what SQLite holds of it.
var wordy = schema.Table{
	Name:    "users",
	Comment: "people",
	Options: []string{"UNLOGGED", "strict "},
	Columns: []schema.Column{
		{Name: "id", Type: "bigint", Identity: schema.IdentityAlways, Comment: "key"},
		{Name: "ref", Type: "serial"},
		{Name: "email", Type: "text", NotNull: true, Collation: "nocase"},
		{Name: "twice", Type: "bigint", Generated: "(Ref*2)"},
		{Name: "half", Type: "real", Default: "1", Collation: "C", Virtual: true},
	},
	PrimaryKey: schema.Key{Columns: []string{"id"}, Include: []string{"email"}, Deferrable: schema.InitiallyDeferred},
	Uniques:    []schema.Key{{Columns: []string{"email"}, NullsNotDistinct: true, Deferrable: schema.InitiallyImmediate}},
	ForeignKeys: []schema.ForeignKey{
		{Columns: []string{"ref"}, RefSchema: "main", RefTable: "users", RefColumns: []string{"id"}, OnDelete: "NO ACTION", OnUpdate: schema.Cascade,
			Match: "FULL", Deferrable: schema.InitiallyImmediate},
	},
	Checks: []schema.Check{{Expression: "(HALF>0)"}},
	Indexes: []schema.Index{{
		Elements: []schema.Element{{Column: "email", Nulls: "last", Opclass: "text_pattern_ops", Collation: "NOCASE"}, {Expression: "(ref)"}},
		Using:    "gin", Include: []string{"half"}, Where: "(email<>'')", NullsNotDistinct: true,
	}, {
		Name: "users_lower", Unique: true, Elements: []schema.Element{{Expression: "LOWER(email) collate rtrim", Desc: true}},
	}},
}

var canonical = schema.Table{
	Name:    "users",
	Options: []string{"STRICT"},
	Columns: []schema.Column{
		{Name: "id", Type: "INTEGER", NotNull: true, Identity: schema.IdentityByDefault},
		{Name: "ref", Type: "INTEGER"},
		{Name: "email", Type: "TEXT", NotNull: true, Collation: "NOCASE"},
		{Name: "twice", Type: "INTEGER", Generated: "ref * 2"},
		{Name: "half", Type: "REAL", Default: "1"},
	},
	PrimaryKey: schema.Key{Name: "users_pkey", Columns: []string{"id"}},
	Uniques:    []schema.Key{{Name: "users_email_key", Columns: []string{"email"}}},
	ForeignKeys: []schema.ForeignKey{
		{Name: "users_ref_fkey", Columns: []string{"ref"}, RefTable: "users", RefColumns: []string{"id"}, OnUpdate: schema.Cascade},
	},
	Checks: []schema.Check{{Name: "users_half_check", Expression: "half > 0"}},
	Indexes: []schema.Index{
		{Name: "users_email_ref_idx", Columns: []string{"email", "ref"}, Where: "email <> ''"},
		{Name: "users_lower", Unique: true, Elements: []schema.Element{{Expression: "lower(email)", Desc: true, Collation: "RTRIM"}}},
	},
}

func TestCanonical(t *testing.T) {
	d := sqlite.New()
	if diff := cmp.Diff(canonical, d.Canonical(wordy)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(canonical, d.Canonical(canonical)); diff != "" {
		t.Errorf("a second time (-want +got)\n%s", diff)
	}
	statements, err := d.CreateTable(wordy)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`CREATE TABLE "users" ("id" INTEGER NOT NULL CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT, "ref" INTEGER, ` +
			`"email" TEXT NOT NULL COLLATE NOCASE, "twice" INTEGER GENERATED ALWAYS AS (ref * 2) STORED, "half" REAL DEFAULT 1, ` +
			`CONSTRAINT "users_email_key" UNIQUE ("email"), ` +
			`CONSTRAINT "users_ref_fkey" FOREIGN KEY ("ref") REFERENCES "users" ("id") ON UPDATE CASCADE, ` +
			`CONSTRAINT "users_half_check" CHECK (half > 0)) STRICT`,
		`CREATE INDEX "users_email_ref_idx" ON "users" ("email", "ref") WHERE email <> ''`,
		`CREATE UNIQUE INDEX "users_lower" ON "users" ((lower(email)) COLLATE RTRIM DESC)`,
	}
	if diff := cmp.Diff(want, statements); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	db := memory(t)
	exec(t, db, statements...)
	if diff := cmp.Diff(canonical, table(t, db, "users")); diff != "" {
		t.Errorf("(-canonical +created and inspected)\n%s", diff)
	}
}

func TestNumberedColumns(t *testing.T) {
	numbered := func(t schema.Table) bool {
		return sqlite.New().Canonical(t).Columns[0].Identity == schema.IdentityByDefault
	}
	key := schema.Key{Columns: []string{"a"}}
	for _, c := range []struct {
		says  string
		table schema.Table
		want  bool
	}{
		{"bigserial key", schema.Table{Columns: []schema.Column{{Name: "a", Type: "bigserial"}}, PrimaryKey: key}, true},
		{"identity key", schema.Table{Columns: []schema.Column{{Name: "a", Type: "bigint", Identity: schema.IdentityByDefault}}, PrimaryKey: key}, true},
		{"plain key", schema.Table{Columns: []schema.Column{{Name: "a", Type: "bigint"}}, PrimaryKey: key}, false},
		{"no key", schema.Table{Columns: []schema.Column{{Name: "a", Type: "bigserial"}}}, false},
		{"key of two", schema.Table{Columns: []schema.Column{{Name: "a", Type: "serial"}, {Name: "b"}}, PrimaryKey: schema.Key{Columns: []string{"a", "b"}}}, false},
		{"without rowid", schema.Table{Columns: []schema.Column{{Name: "a", Type: "serial"}}, PrimaryKey: key, Options: []string{"WITHOUT ROWID"}}, false},
	} {
		if numbered(c.table) != c.want {
			t.Errorf("%s: numbered is %t, want %t", c.says, !c.want, c.want)
		}
	}
}

func TestCanonicalIsIdempotentOnAnyText(t *testing.T) {
	pieces := []string{"a", "B", `"c d"`, "[x]", "`y`", "'s'", "(", ")", ",", ".", "-", "+", "~", "::", "NOT", "like", "collate", "nocase", "cast", "as",
		"isnull", "end", "case", "when", "1", "0X1F", "x'0a'", "||", "=", "!=", "key", "in", "null", "/*c*/", "--d\n", " ", "now()", "?", "é", "#", `"`, "'"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12), func(s []string) string { return strings.Join(s, " ") })
		table := schema.Table{Name: "t",
			Columns: []schema.Column{{Name: "a", Type: text.Draw(t, "type"), Default: text.Draw(t, "default"), Collation: "x"}, {Name: "B"}, {Name: "c d"}},
			Checks:  []schema.Check{{Expression: text.Draw(t, "check")}},
			Indexes: []schema.Index{{Elements: []schema.Element{{Expression: text.Draw(t, "element")}}, Where: text.Draw(t, "where")}},
		}
		once := sqlite.New().Canonical(table)
		if diff := cmp.Diff(once, sqlite.New().Canonical(once)); diff != "" {
			t.Fatalf("(-once +twice)\n%s", diff)
		}
	})
}

func TestSchemasBecomePartOfTheName(t *testing.T) {
	db := open(t)
	users := schema.Table{Name: "users", Columns: []schema.Column{{Name: "id", Type: "bigint"}}, PrimaryKey: schema.Key{Columns: []string{"id"}},
		Indexes: []schema.Index{{Columns: []string{"id"}}}}
	events := schema.Table{Schema: "audit", Name: "users",
		Columns:    []schema.Column{{Name: "id", Type: "bigint"}, {Name: "actor", Type: "bigint"}, {Name: "cause", Type: "bigint"}},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"actor"}, RefSchema: "main", RefTable: "users", RefColumns: []string{"id"}},
			{Columns: []string{"cause"}, RefTable: "users", RefColumns: []string{"id"}},
		},
		Indexes: []schema.Index{{Columns: []string{"id"}}},
	}
	mustMigrate(t, db, op.CreateTable{Table: users}, op.CreateTable{Table: events},
		op.BulkInsert{Schema: "audit", Table: "users", Columns: []string{"id"}, Rows: [][]any{{1}}},
		op.AlterColumn{Schema: "audit", Table: "users", Column: "actor", To: schema.Column{Default: "7"}},
		op.RenameIndex{Schema: "audit", Table: "users", From: "users_id_idx", To: "events_id_idx"},
		op.RenameColumn{Schema: "audit", Table: "users", From: "cause", To: "reason"},
		op.RenameTable{Schema: "audit", From: "users", To: "events"},
	)
	if diff := cmp.Diff([]string{"audit.events", "audit.events_id_idx", "users", "users_id_idx"},
		texts(t, db, `SELECT name FROM sqlite_schema WHERE sql NOT NULL ORDER BY name`)); diff != "" {
		t.Errorf("stored names (-want +got)\n%s", diff)
	}
	events.Name, events.Columns[1].Default, events.Columns[2].Name = "events", "7", "reason"
	events.PrimaryKey.Name, events.Indexes[0].Name = "users_pkey", "events_id_idx"
	events.ForeignKeys[0].Name, events.ForeignKeys[1].Name = "users_actor_fkey", "users_cause_fkey"
	events.ForeignKeys[1].Columns, events.ForeignKeys[1].RefTable = []string{"reason"}, "events"
	want := &schema.Schema{TablesOnly: true, Tables: []schema.Table{sqlite.New().Canonical(users), sqlite.New().Canonical(events)}}
	got := inspect(t, db, dialect.Scope{Schemas: []string{"audit"}})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := texts(t, db, `SELECT id FROM "audit.events"`); !cmp.Equal(got, []string{"1"}) {
		t.Errorf("rows %v", got)
	}
}
