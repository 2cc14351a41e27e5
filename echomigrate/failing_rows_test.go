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

type strictPlace struct {
	bun.BaseModel `bun:"table:places" migrate:"fk:(above) references places(id)"`

	ID    int64  `bun:"id,pk"`
	Name  string `bun:"name,unique,notnull"`
	Size  int    `bun:"size,nullzero" migrate:"check:size > 0"`
	Above int64  `bun:"above,nullzero"`
	Kind  string `bun:"kind,notnull"`
}

// TestMigrateLooksAtRows says which operations would fail on the rows that are there, and nothing where there are none.
func TestMigrateLooksAtRows(t *testing.T) {
	create := revision.Revision{ID: "a1", Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
		Name: "places", PrimaryKey: schema.Key{Columns: []string{"id"}},
		Columns: []schema.Column{
			{Name: "id", Type: "bigint", NotNull: true}, {Name: "name", Type: "varchar"}, {Name: "size", Type: "bigint"}, {Name: "above", Type: "bigint"},
		},
	}}}, Downgrade: []op.Operation{op.DropTable{Table: "places"}}}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := migrator(t, db, echomigrate.Config{Repository: repository(create), Models: []any{(*strictPlace)(nil)}})
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		warnings := func() []string {
			directory, _ := versionsDirectory(t)
			generated, err := m.InDirectory(directory).Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return generated.Comparison.Warnings
		}
		if got := warnings(); got != nil {
			t.Errorf("an empty table: %q", got)
		}
		if _, err := db.ExecContext(t.Context(), "INSERT INTO places VALUES (1, 'a', 0, 7), (2, 'a', NULL, NULL), (3, NULL, NULL, NULL)"); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"AlterColumn places.name fails on this database: a row has NULL in name",
			"AddColumn places.kind fails on this database: there are rows",
			"AddUnique places places_name_key fails on this database: two rows have the same name",
			"AddCheck places places_size_check fails on this database: a row does not meet it",
			"AddForeignKey places places_above_fkey fails on this database: a row refers to one of places that is not there",
		}
		if diff := cmp.Diff(want, warnings()); diff != "" {
			t.Error(diff)
		}
	})
}
