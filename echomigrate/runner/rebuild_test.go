package runner_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestARebuildKeepsTheRowsThatReferToTheTable(t *testing.T) {
	db := testdb.SQLite(t)
	child := createTable("child")
	child.Table.Columns = append(child.Table.Columns, schema.Column{Name: "parent_id", Type: "bigint"})
	child.Table.ForeignKeys = []schema.ForeignKey{{Columns: []string{"parent_id"}, RefTable: "parent", RefColumns: []string{"id"}, OnDelete: "CASCADE"}}
	must := op.AlterColumn{Table: "parent", Column: "name", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}}
	r := open(t, db,
		does("a1", createTable("parent"), child, op.Exec{SQL: "INSERT INTO parent VALUES (1, 'p')"}, op.Exec{SQL: "INSERT INTO child VALUES (1, 'c', 1)"}),
		// the column that Exec adds is known only once it is there
		does("b2 < a1", op.Exec{SQL: "ALTER TABLE parent ADD COLUMN late text DEFAULT 'l'"}, must))
	db.SetMaxOpenConns(1)
	upgrade(t, r, "head")
	for query, want := range map[string]string{
		"SELECT count(*) FROM child":                                              "1",
		"SELECT late FROM parent":                                                 "l",
		"SELECT count(*) FROM pragma_foreign_key_check":                           "0",
		"PRAGMA foreign_keys":                                                     "1",
		"PRAGMA legacy_alter_table":                                               "0",
		"SELECT count(*) FROM temp.sqlite_schema":                                 "0",
		"SELECT \"notnull\" FROM pragma_table_info('parent') WHERE name = 'name'": "1",
	} {
		if got := value(t, db, query); got != want {
			t.Errorf("%s is %s, want %s", query, got, want)
		}
	}
	if diff := cmp.Diff([]string{"b2"}, current(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestARebuildThatFailsNamesItsOperations(t *testing.T) {
	db := testdb.SQLite(t)
	must := op.AlterColumn{Table: "a", Column: "name", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}}
	drop, add := op.DropColumn{Table: "a", Column: "late"}, op.AddColumn{Table: "a", Column: schema.Column{Name: "early", Type: "text"}}
	for _, c := range []struct {
		name string
		ops  []op.Operation
		want string
	}{
		{"one", []op.Operation{createTable("b"), must, createTable("c")}, "upgrade b2: step 2, AlterColumn a.name: "},
		{"several", []op.Operation{createTable("b"), must, drop, add, createTable("c")}, "upgrade b2: steps 2 to 4, AlterColumn a.name … AddColumn a.early: "},
		{"behind SQL", []op.Operation{op.Exec{SQL: "SELECT 1"}, must, drop, createTable("c")}, "upgrade b2: steps 2 to 3, AlterColumn a.name … DropColumn a.late: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			exec(t, db, "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS echomigrate_version", "DROP TABLE IF EXISTS echomigrate_history")
			r := open(t, db, does("a1", createTable("a"), op.Exec{SQL: "ALTER TABLE a ADD COLUMN late text"}, op.Exec{SQL: "INSERT INTO a VALUES (1, NULL, 'l')"}),
				does("b2 < a1", c.ops...))
			upgrade(t, r, "a1")
			if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.HasPrefix(err.Error(), c.want) || !strings.HasSuffix(err.Error(), "; detail: a (new) is to become table a") {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestARebuildThatFailsRestoresForeignKeys(t *testing.T) {
	db := testdb.SQLite(t)
	must := op.AlterColumn{Table: "a", Column: "name", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}}
	r := open(t, db, does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, NULL)"}), does("b2 < a1", must))
	db.SetMaxOpenConns(1)
	if _, err := r.Upgrade(ctx, "head"); err == nil {
		t.Fatal("NULL was taken for a value")
	}
	if got := value(t, db, "PRAGMA foreign_keys"); got != "1" {
		t.Errorf("foreign_keys is %s", got)
	}
	if got := value(t, db, "SELECT count(*) FROM a"); got != "1" {
		t.Errorf("table a has %s rows", got)
	}
}
