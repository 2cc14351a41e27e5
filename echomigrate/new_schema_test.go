package echomigrate_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type (
	audited struct {
		bun.BaseModel `bun:"table:audit.entries"`

		ID int64 `bun:"id,pk,autoincrement"`
	}
	graded struct {
		bun.BaseModel `bun:"table:entries"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Grade string `bun:"grade" migrate:"enum:\"of grades\".grade(good, bad)"`
	}
)

// TestSchemasAreCreatedFirst generates revisions for schemas that the database does not have yet, runs them there, back and again, and
// runs them on SQLite too.
func TestSchemasAreCreatedFirst(t *testing.T) {
	stages := []stage{
		{says: "for a table", models: []any{(*audited)(nil)},
			up: []string{"CreateSchema audit", "CreateTable audit.entries"}, down: []string{"DropTable audit.entries"}},
		{says: "for a type", models: []any{(*audited)(nil), (*graded)(nil)},
			up: []string{"CreateSchema of grades", "CreateEnum of grades.grade", "CreateTable entries"}, down: []string{"DropTable entries", "DropEnum of grades.grade"}},
	}
	relive(t, testdb.SQLite(t), stages, live(t, testdb.Postgres(t), stages))
}

// TestASchemaThatIsThereIsNotCreated lets a role that may create none run the revision.
func TestASchemaThatIsThereIsNotCreated(t *testing.T) {
	address := testdb.PostgresURL(t)
	owner := testdb.OpenPostgres(t, address)
	run(t, owner, "CREATE SCHEMA audit")
	narrow := testdb.OpenPostgres(t, role(t, address, owner, "CREATE ON SCHEMA public", "USAGE, CREATE ON SCHEMA audit"))
	create := revision.Revision{ID: "a1", Upgrade: []op.Operation{op.CreateSchema{Name: "audit"}, op.CreateTable{Table: schema.Table{
		Schema: "audit", Name: "entries", Columns: []schema.Column{{Name: "id", Type: "bigint"}},
	}}}}
	m := migrator(t, narrow, echomigrate.Config{Repository: repository(create)})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}
