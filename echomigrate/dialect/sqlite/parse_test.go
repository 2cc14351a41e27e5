package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// zoo are statements that SQLite takes, each with something that is rare.
var zoo = []string{
	`CREATE TABLE plain (a, b INT, c TEXT)`,
	"CREATE TABLE \"quo\"\"ted\" (\"a\"\"b\" \"INT\", [c d] [double  precision], `e``f` 'text', 'g''h' VARCHAR(3))",
	"CREATE /* a */ TABLE -- b\n comments ( -- c, d\n a /* , x */ INT /*)*/, b TEXT -- the end\n)",
	`CREATE TABLE IF NOT EXISTS main.prefixed (a INT)`,
	`CREATE TABLE words (a UNSIGNED BIG INT, b "my type" (1 , -2), c NATIVE CHARACTER(70), d VARCHAR (+5), e DECIMAL(10,2.5))`,
	`CREATE TABLE arrays (a text[], b integer[3], c INT)`,
	`CREATE TABLE anyorder (a INT UNIQUE NOT NULL DEFAULT 7 CHECK (a > 0) COLLATE NOCASE, b TEXT COLLATE RTRIM DEFAULT 'x' NULL UNIQUE)`,
	`CREATE TABLE named (a INT CONSTRAINT nn NOT NULL CONSTRAINT uq UNIQUE CONSTRAINT ck CHECK (a <> 1) CONSTRAINT df DEFAULT 2,
		CONSTRAINT ck2 CHECK (a <> 3), CONSTRAINT pk PRIMARY KEY (a))`,
	`CREATE TABLE dangling (a INT CONSTRAINT lonely, b INT CONSTRAINT one CONSTRAINT two CHECK (b > 1), CONSTRAINT three)`,
	`CREATE TABLE nocommas (a INT, b INT, UNIQUE (a) CHECK (a > b) UNIQUE (b, a) CONSTRAINT last CHECK (b > 0))`,
	`CREATE TABLE defaults (a DEFAULT foo, b DEFAULT "bar", c DEFAULT [baz], d DEFAULT true, e DEFAULT NULL, f DEFAULT -5, g DEFAULT + 5.5e3,
		h DEFAULT (1 + 2), i DEFAULT x'00fF', j DEFAULT CURRENT_TIMESTAMP, k DEFAULT (datetime('now', '-1 day')), l DEFAULT 'it''s',
		m DEFAULT ('a)' || 'b('), n DEFAULT .5, o DEFAULT 0x1F, p DEFAULT key, q DEFAULT (((1))), r DEFAULT (-1), s DEFAULT - 'x')`,
	`CREATE TABLE rowid_alias (id INTEGER PRIMARY KEY, v)`,
	`CREATE TABLE numbered (id INTEGER CONSTRAINT pk PRIMARY KEY ASC AUTOINCREMENT NOT NULL, v)`,
	`CREATE TABLE numbered_behind (v, ID INTEGER, PRIMARY KEY (id AUTOINCREMENT))`,
	`CREATE TABLE no_alias (id INT PRIMARY KEY, v)`,
	`CREATE TABLE big (id BIGINT PRIMARY KEY NOT NULL)`,
	`CREATE TABLE textkey (name TEXT PRIMARY KEY, v)`,
	`CREATE TABLE norowid (a TEXT, b INTEGER, v, PRIMARY KEY (b, a)) WITHOUT ROWID`,
	`CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a INT, b REAL, c TEXT, d BLOB, e ANY) STRICT`,
	`CREATE TABLE both (id TEXT PRIMARY KEY, n INT) WITHOUT ROWID, STRICT`,
	`CREATE TABLE generated (a INT, b INT GENERATED ALWAYS AS (a * 2) STORED, c AS (a || 'x'), d TEXT GENERATED ALWAYS AS (upper(c)) VIRTUAL NOT NULL,
		e GENERATED ALWAYS AS ("a" + [b]))`,
	`CREATE TABLE parent (id INTEGER PRIMARY KEY, a INT, b INT, code TEXT UNIQUE, UNIQUE (a, b))`,
	`CREATE TABLE child (id INTEGER PRIMARY KEY, p REFERENCES parent, q INT REFERENCES "parent" (code) ON DELETE SET NULL ON UPDATE CASCADE
		MATCH FULL DEFERRABLE INITIALLY DEFERRED, r INT CONSTRAINT fk REFERENCES Parent(ID) ON DELETE NO ACTION NOT DEFERRABLE INITIALLY DEFERRED,
		s INT REFERENCES child ON DELETE RESTRICT, a, b, FOREIGN KEY (a, b) REFERENCES parent (A, "B") ON UPDATE SET DEFAULT DEFERRABLE,
		CONSTRAINT lost FOREIGN KEY (b) REFERENCES nowhere (x) ON DELETE CASCADE)`,
	`CREATE TABLE checks (a INT CHECK (a > 0), b TEXT CHECK (b IN ("x", "y")), Mixed INT, "key" TEXT, c INT,
		CHECK (A < mixed AND checks.a != 4), CHECK (("key" IS NOT NULL)), CHECK (b NOT LIKE '%a' ESCAPE '\' AND b NOT GLOB 'x*'),
		CHECK (CASE WHEN c ISNULL THEN 1 ELSE c notnull END), CHECK (CAST(a AS TEXT) COLLATE nocase = '1'),
		CHECK (- -a = a), CHECK (a BETWEEN 1 AND 2 OR (a, c) = (1, 2)), CHECK (json_valid(b) AND b ->> '$.x' = 1), CHECK (c IS NOT NULL = 1),
		CHECK (replace(b, 'x', 'y') <> b), CHECK (a == ~c), CHECK (key NOT NULL))`,
	`CREATE TABLE keywordish (abort, action, "order", [group], key, "select" TEXT, desc INT, temp, "end" INT, like TEXT,
		CHECK (key > action), CHECK (CASE "end" WHEN 1 THEN 2 END), CHECK (like LIKE like))`,
	`CREATE TABLE hidden (rowid TEXT, _rowid_ TEXT, v)`,
	`CREATE TABLE "tab le.with ""all"" [of] 'it'" ("col umn" TEXT, "a.b" INT, "ünï" TEXT UNIQUE, ü INT, CHECK ("a.b" > ü))`,
	`CREATE TABLE copied AS SELECT 1 AS a, 'x' AS "b c", x'00' AS d`,
	`CREATE TABLE twice (a INT UNIQUE UNIQUE, b INT DEFAULT 1 DEFAULT 2 CHECK (b > 0) CHECK (b > 0), UNIQUE (a))`,
	`CREATE TABLE fks_twice (a INT REFERENCES parent (id) REFERENCES parent (code))`,
	`CREATE TABLE loose (a MATCHED INT, b INT NULL ON CONFLICT IGNORE, CHECK (a > b) ON CONFLICT REPLACE)`,
	`CREATE TABLE bytes (a TEXT DEFAULT 'ünï', b TEXT DEFAULT '--', c TEXT DEFAULT '/*', d TEXT DEFAULT 'a
b')`,
}

// unheld are tables with clauses that the nouns cannot hold, and the word for the clause.
var unheld = map[string]string{
	`CREATE TABLE t (a INT NOT NULL ON CONFLICT IGNORE)`:                 "ON CONFLICT IGNORE in NOT NULL of a",
	`CREATE TABLE t (a INT UNIQUE ON CONFLICT REPLACE)`:                  "ON CONFLICT REPLACE in UNIQUE (a)",
	`CREATE TABLE t (a TEXT PRIMARY KEY ON CONFLICT FAIL)`:               "ON CONFLICT FAIL in PRIMARY KEY (a)",
	`CREATE TABLE t (a, b, PRIMARY KEY (a, b) ON CONFLICT ROLLBACK)`:     "ON CONFLICT ROLLBACK in PRIMARY KEY (a, b)",
	`CREATE TABLE t (a INTEGER PRIMARY KEY DESC)`:                        "DESC in PRIMARY KEY (a)",
	`CREATE TABLE t (a, b, PRIMARY KEY (a DESC, b))`:                     "DESC in PRIMARY KEY (a DESC, b)",
	`CREATE TABLE t (a TEXT, UNIQUE (a COLLATE NoCase))`:                 "COLLATE NOCASE in UNIQUE (a COLLATE NoCase)",
	`CREATE TABLE t (a TEXT, CONSTRAINT u UNIQUE (a) ON CONFLICT abort)`: "",
}

func TestParserAgreesWithSQLite(t *testing.T) {
	db := memory(t)
	exec(t, db, zoo...)
	exec(t, db, indexes...)
	crossCheck(t, db)
	reprint(t, db)
}

func TestParserAgreesWithSQLiteOnRealSchemas(t *testing.T) {
	files := []string{}
	if dir := os.Getenv("CORPUS"); dir != "" {
		files, _ = filepath.Glob(filepath.Join(dir, "sqlite", "*.sql"))
		direct, _ := filepath.Glob(filepath.Join(dir, "*.sql"))
		if files = append(files, direct...); len(files) == 0 {
			t.Fatalf("CORPUS is %s, which holds no *.sql", dir)
		}
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			sql, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			db := memory(t)
			exec(t, db, string(sql))
			crossCheck(t, db)
			reprint(t, db)
		})
	}
}

func TestClausesThatCannotBeHeldAreNoted(t *testing.T) {
	for create, want := range unheld {
		db := memory(t)
		exec(t, db, create)
		got := strings.Join(table(t, db, "t").Options, "; ")
		if got != want {
			t.Errorf("%s\n got %q\nwant %q", create, got, want)
		}
	}
}

// crossCheck compares what the parser read with what SQLite's pragmas say.
func crossCheck(t *testing.T, db bun.IDB) {
	t.Helper()
	s := inspect(t, db, dialect.Scope{})
	want := texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	var got []string
	for _, n := range s.Names() {
		got = append(got, n.Table)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables (-SQLite +parser)\n%s", diff)
	}
	for _, table := range s.Tables {
		said := pragmas(t, db, table.Name)
		// A unique constraint on the primary key's columns has an index of its own only where the key is the rowid.
		primary := strings.Join(table.PrimaryKey.Columns, ",")
		said.Keys = slices.DeleteFunc(said.Keys, func(k string) bool { return k == primary })
		if diff := cmp.Diff(said, asPragmas(table), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("table %s (-SQLite +parser)\n%s", table.Name, diff)
		}
	}
}

// facts are what both SQLite's pragmas and a schema.Table can say of a table.
type facts struct {
	Columns, ForeignKeys, Indexes, Keys []string
}

func pragmas(t *testing.T, db bun.IDB, name string) facts {
	t.Helper()
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'"
	var f facts
	f.Columns = texts(t, db, `SELECT format('%s notnull=%d pk=%d generated=%d', name, "notnull" OR pk, pk, hidden) FROM pragma_table_xinfo(`+quoted+`) ORDER BY cid`)
	f.ForeignKeys = texts(t, db, `SELECT group_concat("from" || '->' || coalesce("to", (SELECT name FROM pragma_table_info(f."table") WHERE pk = seq + 1), '?') || ' of ' || "table" || ' ' || on_update || ' ' || on_delete, ',')
		FROM (SELECT * FROM pragma_foreign_key_list(`+quoted+`) ORDER BY id, seq) AS f GROUP BY id`)
	for i := range f.ForeignKeys {
		f.ForeignKeys[i] = strings.ToLower(f.ForeignKeys[i])
	}
	f.Indexes = texts(t, db, `SELECT l.name || ' unique=' || l."unique" || ' partial=' || l.partial || ' ' || (SELECT group_concat(coalesce(x.name, 'expression') ||
		CASE x."desc" WHEN 1 THEN ' desc' ELSE '' END, ',') FROM (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno) AS x)
		FROM pragma_index_list(`+quoted+`) AS l WHERE l.origin = 'c'`)
	f.Keys = texts(t, db, `SELECT DISTINCT (SELECT group_concat(x.name, ',') FROM (SELECT * FROM pragma_index_info(l.name) ORDER BY seqno) AS x)
		FROM pragma_index_list(`+quoted+`) AS l WHERE l.origin = 'u'`)
	slices.Sort(f.ForeignKeys)
	slices.Sort(f.Indexes)
	slices.Sort(f.Keys)
	return f
}

func asPragmas(t schema.Table) facts {
	var f facts
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	for _, c := range t.Columns {
		generated := flag(c.Generated != "") * (3 - flag(c.Virtual))
		f.Columns = append(f.Columns, fmt.Sprintf("%s notnull=%d pk=%d generated=%d", c.Name, flag(c.NotNull),
			1+slices.Index(t.PrimaryKey.Columns, c.Name), generated))
	}
	for _, k := range t.ForeignKeys {
		var parts []string
		action := func(a schema.Action) string {
			if a == "" {
				return "NO ACTION"
			}
			return string(a)
		}
		for i, c := range k.Columns {
			to := "?"
			if i < len(k.RefColumns) {
				to = k.RefColumns[i]
			}
			parts = append(parts, c+"->"+to+" of "+k.RefTable+" "+action(k.OnUpdate)+" "+action(k.OnDelete))
		}
		f.ForeignKeys = append(f.ForeignKeys, strings.ToLower(strings.Join(parts, ",")))
	}
	for _, i := range t.Indexes {
		var key []string
		for _, e := range i.Key() {
			part := e.Column
			if part == "" {
				part = "expression"
			}
			if e.Desc {
				part += " desc"
			}
			key = append(key, part)
		}
		f.Indexes = append(f.Indexes, fmt.Sprintf("%s unique=%d partial=%d %s", i.Name, flag(i.Unique), flag(i.Where != ""), strings.Join(key, ",")))
	}
	for _, k := range t.Uniques {
		if slices.Equal(k.Columns, t.PrimaryKey.Columns) {
			continue
		}
		f.Keys = append(f.Keys, strings.Join(k.Columns, ","))
	}
	slices.Sort(f.ForeignKeys)
	slices.Sort(f.Indexes)
	slices.Sort(f.Keys)
	f.Keys = slices.Compact(f.Keys)
	return f
}

// reprint creates every table again in another database and finds the same there.
func reprint(t *testing.T, db *bun.DB) {
	t.Helper()
	again := memory(t)
	want := inspect(t, db, dialect.Scope{})
	for i := range want.Tables {
		want.Tables[i].Triggers = nil
		statements, err := sqlite.New().CreateTable(want.Tables[i])
		if err != nil {
			t.Errorf("table %s: %v", want.Tables[i].Name, err)
			continue
		}
		exec(t, again, statements...)
	}
	if diff := cmp.Diff(want, inspect(t, again, dialect.Scope{})); diff != "" {
		t.Errorf("(-read +created again and read)\n%s", diff)
	}
	for _, table := range want.Tables {
		if diff := cmp.Diff(table, sqlite.New().Canonical(table)); diff != "" {
			t.Errorf("Canonical changes what Inspect gave (-inspected +canonical)\n%s", diff)
		}
	}
	spelled, err := sqlite.New().Spell(context.Background(), again, want.Tables)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Tables, spelled); diff != "" {
		t.Errorf("(-inspected +spelled)\n%s", diff)
	}
}

var indexes = []string{
	`CREATE INDEX plain_idx ON plain (a)`,
	`CREATE UNIQUE INDEX IF NOT EXISTS main."in dex" ON plain ("a" DESC, B COLLATE NOCASE ASC, 'c') WHERE a > 1 AND "b" NOTNULL -- why`,
	`CREATE INDEX lower_idx ON plain (lower(c) COLLATE RTRIM DESC, (a + b), "c")`,
	`CREATE INDEX json_idx ON plain (json_extract(c, '$.a,b)'), (c ->> 'x'))`,
	`CREATE INDEX "mixed.idx" ON checks (mixed, "KEY") WHERE "Mixed" IN (1, 2)`,
	`CREATE INDEX brackets_idx ON plain ((a), ((b) COLLATE NOCASE))`,
	`CREATE INDEX constant_idx ON plain ("nothing")`,
	`CREATE TRIGGER plain_trigger AFTER UPDATE OF a ON plain WHEN new.a > 1 BEGIN UPDATE plain SET b = 1; SELECT ';'; END`,
}
