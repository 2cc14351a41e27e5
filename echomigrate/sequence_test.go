package echomigrate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestSequencesThatNobodyHereMadeStay has one that a revision made, which goes, and one made by hand, beside those of columns.
func TestSequencesThatNobodyHereMadeStay(t *testing.T) {
	db := testdb.Postgres(t)
	made := createRooms()
	made.Upgrade = append(made.Upgrade, op.CreateSequence{Sequence: schema.Sequence{Name: "ours"}})
	config := echomigrate.Config{Repository: repository(made), Models: []any{(*room)(nil)}}
	if _, err := migrator(t, db, config).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "CREATE SEQUENCE theirs", "CREATE TABLE counted (id serial, n bigint GENERATED ALWAYS AS IDENTITY)")
	found, err := migrator(t, db, config).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"DropSequence ours"}, operationLines(found.Upgrade)); d != "" {
		t.Error(d)
	}
	var unmanaged []string
	for _, o := range found.Unmanaged {
		unmanaged = append(unmanaged, o.String())
	}
	if d := cmp.Diff([]string{"table counted", "sequence theirs"}, unmanaged); d != "" {
		t.Error(d)
	}
}

// counter has sequences that belong to its column: one that the column's default does more with, and one that no default names.
type counter struct {
	bun.BaseModel `bun:"table:counters" migrate:"sequence:spare_numbers"`

	ID   int64 `bun:"id,pk"`
	Even int64 `bun:"even,notnull,default:nextval('even_numbers') * 2" migrate:"sequence:even_numbers"`
}

type plainCounter struct {
	bun.BaseModel `bun:"table:counters"`

	ID int64 `bun:"id,pk"`
}

// TestSequencesThatBelongToAColumn takes them for what the models say, though they are not how the column numbers itself, and drops
// and creates them with it.
func TestSequencesThatBelongToAColumn(t *testing.T) {
	db := testdb.Postgres(t)
	directory, _ := versionsDirectory(t)
	config := echomigrate.Config{Repository: repository(), Directory: directory, Models: []any{(*counter)(nil)}}
	first, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{ID: "a1"})
	if err != nil {
		t.Fatal(err)
	}
	config.Repository = repository(first.Revision)
	m := migrator(t, db, config)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "ALTER SEQUENCE spare_numbers OWNED BY counters.even", "ALTER SEQUENCE even_numbers OWNED BY counters.even", "INSERT INTO counters (id) VALUES (1)")
	found, err := m.Check(t.Context())
	if err != nil || len(found.Upgrade) > 0 || len(found.Unmanaged) > 0 {
		t.Fatalf("found %v, listed %v, %v", operationLines(found.Upgrade), found.Unmanaged, err)
	}
	config.Models = []any{(*plainCounter)(nil)}
	second, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{ID: "b2"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"DropSequence spare_numbers", "DropColumn counters.even", "DropSequence even_numbers"}, operationLines(second.Revision.Upgrade)); d != "" {
		t.Error(d)
	}
	config.Repository = repository(first.Revision, second.Revision)
	m = migrator(t, db, config)
	for range 2 {
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if left := operations(t, m); len(left) > 0 {
			t.Errorf("there is left %v", left)
		}
		if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
			t.Fatal(err)
		}
		before := migrator(t, db, echomigrate.Config{Repository: repository(first.Revision), Directory: t.TempDir(), Models: []any{(*counter)(nil)}})
		if left := operations(t, before); len(left) > 0 {
			t.Errorf("behind the downgrade there is left %v", left)
		}
	}
}

// TestSequencesRunOnBothDatabases runs revisions on SQLite, which has no sequences, there and back, and finds nothing left to do.
func TestSequencesRunOnBothDatabases(t *testing.T) {
	type hall struct {
		bun.BaseModel `bun:"table:halls" migrate:"sequence:hall_numbers start 10"`

		ID int64 `bun:"id,pk,autoincrement"`
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		of := func(o schema.SequenceOptions) schema.Sequence {
			return schema.Sequence{Name: "hall_numbers", Options: o}
		}
		revisions := []revision.Revision{
			{ID: "a1", Upgrade: []op.Operation{op.CreateSequence{Sequence: of(schema.SequenceOptions{})}, op.CreateTable{Table: schema.Table{
				Name: "halls", Columns: []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}}, PrimaryKey: schema.Key{Columns: []string{"id"}}}}},
				Downgrade: []op.Operation{op.DropTable{Table: "halls"}, op.DropSequence{Sequence: "hall_numbers"}}},
			{ID: "b2", Revises: []string{"a1"}, Upgrade: []op.Operation{op.AlterSequence{Sequence: "hall_numbers", To: of(schema.SequenceOptions{Start: "10"})}},
				Downgrade: []op.Operation{op.AlterSequence{Sequence: "hall_numbers", From: of(schema.SequenceOptions{Start: "10"})}}},
		}
		m := migrator(t, db, echomigrate.Config{Repository: repository(revisions...), Models: []any{(*hall)(nil)}})
		for _, step := range []func() error{
			func() error { _, err := m.Upgrade(t.Context(), "head"); return err },
			func() error { _, err := m.Downgrade(t.Context(), "base"); return err },
			func() error { _, err := m.Upgrade(t.Context(), "head"); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		for _, line := range operations(t, m) {
			if strings.Contains(line, "Sequence") {
				t.Errorf("there is left %s", line)
			}
		}
	})
}
