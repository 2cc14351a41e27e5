package echomigrate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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
	stages := []struct {
		models   []any
		up, down []string
	}{
		{[]any{(*audited)(nil)}, []string{"CreateSchema audit", "CreateTable audit.entries"}, []string{"DropTable audit.entries"}},
		{[]any{(*audited)(nil), (*graded)(nil)},
			[]string{"CreateSchema of grades", "CreateEnum of grades.grade", "CreateTable entries"}, []string{"DropTable entries", "DropEnum of grades.grade"}},
	}
	db, other := testdb.Postgres(t), testdb.SQLite(t)
	directory, _ := versionsDirectory(t)
	var revisions []revision.Revision
	for _, stage := range stages {
		config := echomigrate.Config{Repository: repository(revisions...), Models: stage.models, Directory: directory}
		made, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
		if err != nil || made.Doubts != nil {
			t.Fatalf("%v, %q", err, made.Doubts)
		}
		if d := cmp.Diff([][]string{stage.up, stage.down}, [][]string{operationLines(made.Revision.Upgrade), operationLines(made.Revision.Downgrade)}); d != "" {
			t.Error(d)
		}
		revisions = append(revisions, made.Revision)
		runEnumStage(t, db, revisions, stage.models...)
		runEnumStage(t, other, revisions, stage.models...)
	}
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
