package postgres_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestASequenceIsAsPersistentAsItsTable lets columns of a table with and without a write-ahead log begin to be numbered.
func TestASequenceIsAsPersistentAsItsTable(t *testing.T) {
	for kind, table := range map[string]string{"logged": "CREATE TABLE", "unlogged": "CREATE UNLOGGED TABLE"} {
		t.Run(kind, func(t *testing.T) {
			db := testdb.Postgres(t)
			exec(t, db, table+` "my lines" (id smallint NOT NULL, created smallserial)`, `INSERT INTO "my lines" VALUES (7)`)
			script, err := postgres.New().Compile([]op.Operation{op.AlterColumn{
				Table: "my lines", Column: "id", From: schema.Column{Type: "smallint"}, To: schema.Column{Type: "smallserial"},
			}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range script.Steps {
				exec(t, db, step.SQL...)
			}
			exec(t, db, `INSERT INTO "my lines" DEFAULT VALUES`)
			var last int
			var persistence []string
			if err := db.NewRaw(`SELECT max(id) FROM "my lines"`).Scan(ctx, &last); err != nil || last != 8 {
				t.Errorf("the row behind 7 has the number %d, %v", last, err)
			}
			err = db.NewRaw("SELECT DISTINCT relpersistence FROM pg_class WHERE relkind = 'S'").Scan(ctx, &persistence)
			if err != nil || len(persistence) != 1 {
				t.Errorf("the sequences that PostgreSQL and a change of type made are %q, %v", persistence, err)
			}
		})
	}
}
