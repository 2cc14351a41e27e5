package sqlite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// people is a database in which a lot hangs on one table.
var people = []string{
	`CREATE TABLE teams (id INTEGER PRIMARY KEY)`,
	`CREATE TABLE "people" (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		email TEXT UNIQUE COLLATE NOCASE,
		age INT CHECK (age >= 0) DEFAULT 18,
		boss INTEGER REFERENCES people ON DELETE SET NULL,
		team INTEGER REFERENCES teams,
		shout TEXT AS (upper(email)) STORED,
		note)`,
	`CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE)`,
	`CREATE INDEX people_age ON people (age DESC) WHERE age > 1`,
	`CREATE UNIQUE INDEX people_lower ON people (lower(email), age)`,
	`CREATE TABLE log (line)`,
	`CREATE TRIGGER people_log AFTER UPDATE OF age ON people BEGIN INSERT INTO log VALUES (new.age || ';--' || old.email); END`,
	`CREATE TRIGGER posts_log AFTER INSERT ON posts BEGIN INSERT INTO log SELECT email FROM people WHERE id = new.author; END`,
	`CREATE VIEW adults AS SELECT id, email FROM people WHERE age >= 18`,
	`INSERT INTO teams VALUES (1)`,
	`INSERT INTO people (id, email, age, boss, team, note) VALUES (1, 'ann', 30, NULL, 1, x'00ff'), (2, 'bob', 17, 1, NULL, 1.5), (7, 'cyd', 40, 2, 1, '007'), (9, 'dan', 1, 1, 1, NULL)`,
	`INSERT INTO posts VALUES (1, 1), (2, 7)`,
	`DELETE FROM log`,
	`DELETE FROM people WHERE id = 9`,
}

func TestRebuildKeepsEverything(t *testing.T) {
	db := open(t)
	exec(t, db, people...)
	rows := `SELECT rowid || ' ' || id || ' ' || quote(email) || quote(age) || quote(boss) || quote(team) || quote(shout) || quote(note) FROM people`
	before, beforeRows := table(t, db, "people"), texts(t, db, rows)
	others := `SELECT sql FROM sqlite_schema WHERE name IN ('posts', 'adults', 'posts_log', 'people_log', 'log') ORDER BY name`
	beforeOthers := texts(t, db, others)

	mustMigrate(t, db, op.AddCheck{Table: "people", Check: schema.Check{Name: "grown", Expression: "age < 200"}})

	want := before.Clone()
	want.Checks = append(want.Checks, schema.Check{Name: "grown", Expression: "age < 200"})
	got := table(t, db, "people")
	if !want.Equal(got) {
		t.Error(cmp.Diff(want, got))
	}
	if diff := cmp.Diff(beforeRows, texts(t, db, rows)); diff != "" {
		t.Errorf("rows (-before +after)\n%s", diff)
	}
	if diff := cmp.Diff(beforeOthers, texts(t, db, others)); diff != "" {
		t.Errorf("other objects (-before +after)\n%s", diff)
	}
	if got := texts(t, db, `SELECT author FROM posts`); !slices.Equal(got, []string{"1", "7"}) {
		t.Errorf("ON DELETE CASCADE left posts by %v", got)
	}
	if broken := texts(t, db, `PRAGMA foreign_key_check`); broken != nil {
		t.Errorf("foreign key check: %v", broken)
	}
	if got := texts(t, db, `PRAGMA integrity_check`); !slices.Equal(got, []string{"ok"}) {
		t.Errorf("integrity check: %v", got)
	}
	if got := texts(t, db, `PRAGMA foreign_keys`); !slices.Equal(got, []string{"1"}) {
		t.Errorf("foreign_keys is %v afterwards", got)
	}
	exec(t, db, `UPDATE people SET age = 31 WHERE id = 1`, `INSERT INTO posts VALUES (3, 2)`)
	if got := texts(t, db, `SELECT line FROM log`); !slices.Equal(got, []string{"31;--ann", "bob"}) {
		t.Errorf("the triggers wrote %q", got)
	}
	if got := texts(t, db, `INSERT INTO people (email) VALUES ('eve') RETURNING id`); !slices.Equal(got, []string{"10"}) {
		t.Errorf("the next id is %v, want 10: 9 was given to a row that is gone", got)
	}
	if got := texts(t, db, `SELECT email FROM adults`); !slices.Equal(got, []string{"ann", "cyd", "eve"}) {
		t.Errorf("the view gives %v", got)
	}
	exec(t, db, `DELETE FROM people WHERE id = 1`)
	if got := texts(t, db, `SELECT author FROM posts`); !slices.Equal(got, []string{"7", "2"}) {
		t.Errorf("ON DELETE CASCADE works no more: posts by %v", got)
	}
}

func TestRebuildKeepsRowids(t *testing.T) {
	for _, create := range []string{
		`CREATE TABLE t (a TEXT)`, `CREATE TABLE t (rowid TEXT, a TEXT)`, `CREATE TABLE t (a TEXT PRIMARY KEY)`,
		`CREATE TABLE "t (new)" (x); CREATE TABLE t (a TEXT)`,
	} {
		db := open(t)
		exec(t, db, create, `INSERT INTO t (a, oid) VALUES ('x', 5), ('y', 3)`)
		mustMigrate(t, db, op.AddUnique{Table: "t", Unique: schema.Key{Columns: []string{"a"}}})
		if got := texts(t, db, `SELECT a || oid FROM t ORDER BY a`); !slices.Equal(got, []string{"x5", "y3"}) {
			t.Errorf("%s: %v", create, got)
		}
	}
}

func TestNeighboursShareOneRebuild(t *testing.T) {
	db := open(t)
	exec(t, db, people...)
	ops := []op.Operation{
		op.AlterColumn{Table: "people", Column: "email", From: schema.Column{}, To: schema.Column{NotNull: true}},
		op.AddColumn{Table: "people", Column: schema.Column{Name: "bio", Type: "text", NotNull: true, Default: "''"}},
		op.CreateIndex{Table: "people", Index: schema.Index{Columns: []string{"bio"}}},
		op.Batch{Table: "people", Ops: op.List{
			op.DropIndex{Table: "people", Name: "people_age"},
			op.RenameColumn{Table: "people", From: "note", To: "remark"},
			op.DropColumn{Table: "people", Column: "shout"},
		}},
		op.SetTableComment{Table: "people", Comment: "folk"},
		op.AddForeignKey{Table: "people", ForeignKey: schema.ForeignKey{Columns: []string{"age"}, RefTable: "teams", RefColumns: []string{"id"}, Deferrable: schema.InitiallyDeferred}},
		op.DropForeignKey{Table: "people", Name: "people_age_fkey"},
	}
	script := compile(t, db, ops...)
	var shape []string
	for _, s := range script.Steps {
		shape = append(shape, fmt.Sprintf("%d %s: %d statements", s.Number, s.Operation, len(s.SQL)))
	}
	want := []string{
		"1 AlterColumn people.email: 0 statements",
		"1 AlterColumn people.email: 0 statements",
		"1 AlterColumn people.email: 11 statements",
		"7 RenameColumn people.note to remark: 1 statements",
		"7 DropForeignKey people people_age_fkey: 0 statements",
	}
	if diff := cmp.Diff(want, shape); diff != "" || !script.Rebuilds {
		t.Errorf("rebuilds %t (-want +got)\n%s", script.Rebuilds, diff)
	}
	all := strings.Join(script.Steps[2].SQL, "\n")
	if n := strings.Count(all, "CREATE TABLE"); n != 1 {
		t.Errorf("%d tables are built:\n%s", n, all)
	}
	checkMigration(t, db, ops...)
}

// checkMigration runs operations, and finds in the database what they promise.
func checkMigration(t *testing.T, db *bun.DB, ops ...op.Operation) {
	t.Helper()
	scope := dialect.Scope{Schemas: []string{"audit"}}
	want := inspect(t, db, scope)
	if err := op.Apply(want, ops); err != nil {
		t.Fatal(err)
	}
	for i := range want.Tables {
		want.Tables[i] = sqlite.New().Canonical(want.Tables[i])
	}
	want.Sort()
	mustMigrate(t, db, ops...)
	if diff := cmp.Diff(trimTriggers(want), trimTriggers(inspect(t, db, scope))); diff != "" {
		t.Errorf("(-promised +found)\n%s", diff)
	}
	if broken := texts(t, db, `PRAGMA foreign_key_check`); broken != nil {
		t.Errorf("foreign key check: %v", broken)
	}
	if got := texts(t, db, `SELECT group_concat(foreign_keys || ' ' || legacy_alter_table) FROM pragma_foreign_keys, pragma_legacy_alter_table`); !slices.Equal(got, []string{"1 0"}) {
		t.Errorf("foreign_keys and legacy_alter_table are %v afterwards", got)
	}
	if left := texts(t, db, `SELECT name FROM sqlite_temp_schema`); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// nameConstraints rebuilds people's tables, so that their constraints have names that do not follow those of tables and columns.
func nameConstraints(t *testing.T, db *bun.DB) {
	t.Helper()
	var ops []op.Operation
	for _, name := range []string{"people", "posts", "teams"} {
		ops = append(ops, op.AddCheck{Table: name, Check: schema.Check{Name: "x", Expression: "id > 0"}}, op.DropCheck{Table: name, Name: "x"})
	}
	checkMigration(t, db, ops...)
}

// trimTriggers leaves of triggers the names, because SQLite rewrites their SQL when it renames.
func trimTriggers(s *schema.Schema) *schema.Schema {
	for _, t := range s.Tables {
		for i := range t.Triggers {
			t.Triggers[i].SQL = ""
		}
	}
	return s
}

func TestOperations(t *testing.T) {
	for _, c := range []struct {
		says string
		ops  []op.Operation
		// rebuilds is how many tables are built anew.
		rebuilds int
	}{
		{"a column", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "bio", Type: "text"}}}, 0},
		{"a column with a constant", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "ok", Type: "boolean", NotNull: true, Default: "true"}}}, 0},
		{"a computed column", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "v", Type: "bigint", Generated: "age + 1", Virtual: true}}}, 0},
		{"a stored column", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "v", Type: "bigint", Generated: "age + 1"}}}, 1},
		{"a column with the time", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "at", Type: "timestamptz", NotNull: true, Default: "now()"}}}, 1},
		{"a numbered column", []op.Operation{op.AddColumn{Table: "people", Column: schema.Column{Name: "n", Type: "bigserial"}}}, 0},
		{"an index", []op.Operation{op.CreateIndex{Table: "people", Index: schema.Index{Elements: []schema.Element{{Expression: "LOWER(note)", Desc: true, Collation: "nocase"}, {Column: "age"}}, Where: "(age>3)"}}}, 0},
		{"an index's name", []op.Operation{op.RenameIndex{Table: "people", From: "people_lower", To: "x"}}, 0},
		{"an index less", []op.Operation{op.DropIndex{Table: "people", Name: "people_lower"}}, 0},
		{"a table's name", []op.Operation{op.RenameTable{From: "people", To: "folk"}}, 0},
		{"a table's name, then a rebuild", []op.Operation{op.RenameTable{From: "people", To: "folk"}, op.DropColumn{Table: "folk", Column: "note"}}, 1},
		{"a column's name", []op.Operation{op.RenameColumn{Table: "people", From: "age", To: "years"}}, 0},
		{"a column's name, then a rebuild", []op.Operation{op.RenameColumn{Table: "people", From: "age", To: "years"}, op.DropColumn{Table: "people", Column: "note"}}, 1},
		{"a rebuild with a name inside, then another table's", []op.Operation{
			op.DropColumn{Table: "people", Column: "note"}, op.RenameColumn{Table: "people", From: "age", To: "Years Old"},
			op.AlterColumn{Table: "posts", Column: "author", From: schema.Column{NotNull: true}},
			op.AlterColumn{Table: "people", Column: "Years Old", To: schema.Column{NotNull: true}},
		}, 3},
		{"a name that changes its owner", []op.Operation{
			op.RenameColumn{Table: "people", From: "age", To: "tmp"}, op.RenameColumn{Table: "people", From: "note", To: "age"},
			op.AddCheck{Table: "people", Check: schema.Check{Expression: "age <> 1"}},
			op.RenameColumn{Table: "people", From: "tmp", To: "note"},
		}, 1},
		{"a dropped name given to a new column", []op.Operation{op.DropColumn{Table: "people", Column: "note"}, op.AddColumn{Table: "people", Column: schema.Column{Name: "note", Type: "bigint", Default: "4"}}}, 1},
		{"a new primary key", []op.Operation{
			op.CreateTable{Table: schema.Table{Name: "k", Columns: []schema.Column{{Name: "a", Type: "text"}}}},
			op.BulkInsert{Table: "k", Columns: []string{"a"}, Rows: [][]any{{"x"}, {"y"}}},
			op.AddPrimaryKey{Table: "k", PrimaryKey: schema.Key{Columns: []string{"a"}}},
			op.DropPrimaryKey{Table: "k", Name: "k_pkey"}, op.AddUnique{Table: "k", Unique: schema.Key{Columns: []string{"a"}}},
		}, 1},
		{"numbers", []op.Operation{op.AlterColumn{Table: "posts", Column: "id", To: schema.Column{Identity: schema.IdentityByDefault}}}, 1},
		{"no numbers", []op.Operation{op.AlterColumn{Table: "people", Column: "id", From: schema.Column{Identity: schema.IdentityByDefault}}}, 1},
		{"constraints", []op.Operation{
			op.DropUnique{Table: "people", Name: "people_email_key"}, op.DropCheck{Table: "people", Name: "people_age_check"}, op.DropForeignKey{Table: "people", Name: "people_boss_fkey"},
			op.AddForeignKey{Table: "people", ForeignKey: schema.ForeignKey{Columns: []string{"boss"}, RefTable: "people", RefColumns: []string{"id"}, OnDelete: schema.Cascade}},
		}, 1},
		{"an ordinary column of a computed one", []op.Operation{op.AlterColumn{Table: "people", Column: "shout", From: schema.Column{Generated: "upper(email)"}}}, 1},
		{"comments", []op.Operation{op.SetTableComment{Table: "people", Comment: "x"}, op.AlterColumn{Table: "people", Column: "age", To: schema.Column{Comment: "in years"}}}, 0},
		{"a type that is the same here", []op.Operation{op.AlterColumn{Table: "people", Column: "age", From: schema.Column{Type: "integer"}, To: schema.Column{Type: "bigint"}}}, 0},
		{"two tables", []op.Operation{op.DropColumn{Table: "people", Column: "note"}, op.AlterColumn{Table: "posts", Column: "author", From: schema.Column{NotNull: true}}}, 2},
		{"a table less", []op.Operation{op.DropTable{Table: "posts"}, op.DropColumn{Table: "people", Column: "note"}}, 1},
		{"its own SQL between", []op.Operation{
			op.DropColumn{Table: "people", Column: "note"}, op.Exec{SQL: "CREATE INDEX people_team ON people (team)"},
			op.Autocommit{Ops: op.List{op.DropColumn{Table: "people", Column: "shout"}}},
		}, 2},
	} {
		t.Run(c.says, func(t *testing.T) {
			db := open(t)
			exec(t, db, people...)
			nameConstraints(t, db)
			script := compile(t, db, c.ops...)
			built := 0
			for _, step := range script.Steps {
				for _, statement := range step.SQL {
					if strings.HasPrefix(statement, "CREATE TABLE") && strings.Contains(statement, "(new)") {
						built++
					}
				}
			}
			if built != c.rebuilds || script.Rebuilds != (c.rebuilds > 0) {
				t.Errorf("%d rebuilds, want %d; Rebuilds is %t", built, c.rebuilds, script.Rebuilds)
			}
			if c.says == "its own SQL between" {
				mustMigrate(t, db, c.ops...)
				if people := table(t, db, "people"); people.Index("people_team") == nil || len(people.Columns) != 5 {
					t.Errorf("people is %+v", people)
				}
				return
			}
			checkMigration(t, db, c.ops...)
			if got := texts(t, db, `SELECT count(*) FROM `+firstOf(db, "people", "folk")); !slices.Equal(got, []string{"3"}) {
				t.Errorf("%v rows are left", got)
			}
		})
	}
}

// firstOf is the first table of those that there is.
func firstOf(db *bun.DB, names ...string) string {
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "SELECT 1 FROM "+name); err == nil {
			return name
		}
	}
	return ""
}

func TestRebuildRefusals(t *testing.T) {
	people := append(slices.Clone(people), `CREATE TABLE c (a INT UNIQUE ON CONFLICT REPLACE, b)`, `CREATE TABLE n (id INT PRIMARY KEY, v)`,
		`INSERT INTO n VALUES (NULL, 1)`, `CREATE TABLE orphans (id INTEGER PRIMARY KEY, team INTEGER)`, `INSERT INTO orphans VALUES (5, 99)`,
		`CREATE VIEW noted AS SELECT note FROM people`, `CREATE VIEW broken AS SELECT * FROM nowhere`)
	for _, c := range []struct {
		says string
		op   op.Operation
		want []string
	}{
		{"NULL in a NOT NULL column", op.AlterColumn{Table: "people", Column: "team", To: schema.Column{NotNull: true}},
			[]string{"NOT NULL constraint failed", "people", ".team"}},
		{"a new NOT NULL column", op.AddColumn{Table: "people", Column: schema.Column{Name: "bio", Type: "text", NotNull: true}}, []string{"NOT NULL constraint failed", "people", ".bio"}},
		{"a broken check", op.AddCheck{Table: "people", Check: schema.Check{Expression: "age < 20"}}, []string{"CHECK constraint failed: people_check"}},
		{"a broken unique constraint", op.AddUnique{Table: "people", Unique: schema.Key{Columns: []string{"team"}}}, []string{"UNIQUE constraint failed", "people", ".team"}},
		{"a broken foreign key", op.AddForeignKey{Table: "orphans", ForeignKey: schema.ForeignKey{Columns: []string{"team"}, RefTable: "teams", RefColumns: []string{"id"}}},
			[]string{"table orphans: the row with rowid 5 refers to a row that table teams does not have"}},
		{"a parent without a key", op.AddForeignKey{Table: "orphans", ForeignKey: schema.ForeignKey{Columns: []string{"team"}, RefTable: "people", RefColumns: []string{"age"}}},
			[]string{"table orphans: foreign key mismatch", "a primary key or a unique constraint"}},
		{"the key that others refer to", op.DropPrimaryKey{Table: "people", Name: "people_pkey"}, []string{"table people: foreign key mismatch"}},
		{"ON CONFLICT", op.DropColumn{Table: "c", Column: "b"}, []string{"table c has ON CONFLICT REPLACE in UNIQUE (a), which a rebuild would lose", "op.Exec"}},
		{"a trigger's column", op.DropColumn{Table: "people", Column: "age"}, []string{"trigger people_log of table people names column age", "op.Exec"}},
		{"a view's column", op.DropColumn{Table: "people", Column: "note"}, []string{"view noted does not work any more", "no such column: note", "op.Exec"}},
		{"NULL in a primary key", op.DropColumn{Table: "n", Column: "v"}, []string{"table n, column id: NOT NULL constraint failed"}},
		{"a rename beside a broken view", op.RenameColumn{Table: "people", From: "age", To: "years"}, []string{"broken", "nowhere"}},
		{"no such table", op.DropColumn{Table: "peolpe", Column: "age"}, []string{"step 1, DropColumn peolpe.age: there is no table peolpe (did you mean people?)"}},
		{"no such column", op.DropColumn{Table: "people", Column: "agge"}, []string{"step 1, DropColumn people.agge: table people has no column agge (did you mean age?)"}},
		{"a default without counterpart", op.AddColumn{Table: "people", Column: schema.Column{Name: "u", Type: "uuid", Default: "gen_random_uuid()"}}, []string{"gen_random_uuid() has no counterpart"}},
	} {
		t.Run(c.says, func(t *testing.T) {
			db := open(t)
			exec(t, db, people...)
			before := texts(t, db, `SELECT sql FROM sqlite_schema ORDER BY name`)
			err := migrate(db, c.op)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if diff := cmp.Diff(before, texts(t, db, `SELECT sql FROM sqlite_schema ORDER BY name`)); diff != "" {
				t.Errorf("the database was changed\n%s", diff)
			}
			if got := texts(t, db, `SELECT count(*) FROM people`); !slices.Equal(got, []string{"3"}) {
				t.Errorf("%v rows are left", got)
			}
			if got := texts(t, db, `PRAGMA foreign_keys`); !slices.Equal(got, []string{"1"}) {
				t.Errorf("foreign_keys is %v afterwards", got)
			}
		})
	}
}
