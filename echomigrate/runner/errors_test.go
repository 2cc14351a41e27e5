package runner_test

import (
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestAnErrorSaysWhatPostgreSQLSaysBesideItsMessage(t *testing.T) {
	db := testdb.Postgres(t)
	deferred := op.AddForeignKey{Table: "a", ForeignKey: schema.ForeignKey{
		Name: "a_self", Columns: []string{"id"}, RefTable: "b", RefColumns: []string{"id"}, Deferrable: schema.InitiallyDeferred,
	}}
	for _, c := range []struct {
		name string
		ops  []op.Operation
		want string
	}{
		{"detail", []op.Operation{op.AddUnique{Table: "a", Unique: schema.Key{Name: "a_key", Columns: []string{"name"}}}},
			"(SQLSTATE 23505); detail: Key (name)=(x) is duplicated"},
		{"detail and hint", []op.Operation{op.DropTable{Table: "b"}},
			"(SQLSTATE 2BP01); detail: view v depends on table b; hint: Use DROP ... CASCADE to drop the dependent objects too"},
		{"at the commit", []op.Operation{deferred, op.Exec{SQL: "INSERT INTO a VALUES (3, 'z')"}},
			`commit: ERROR: insert or update on table "a" violates foreign key constraint "a_self" (SQLSTATE 23503); detail: Key (id)=(3) is not present in table "b"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			exec(t, db, "DROP TABLE IF EXISTS a, b, echomigrate_version, echomigrate_history CASCADE")
			r := open(t, db,
				does("a1", createTable("a"), createTable("b"), op.Exec{SQL: "CREATE VIEW v AS SELECT id FROM b"},
					op.Exec{SQL: "INSERT INTO a VALUES (1, 'x'), (2, 'x')"}, op.Exec{SQL: "INSERT INTO b VALUES (1, 'x'), (2, 'x')"}),
				does("b2 < a1", c.ops...))
			upgrade(t, r, "a1")
			_, err := r.Upgrade(ctx, "head")
			if err == nil || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
			if last := records(t, r)[1]; !strings.HasSuffix(last.Error, c.want) {
				t.Errorf("the history says %s", last.Error)
			}
		})
	}
}
