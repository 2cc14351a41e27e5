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

func TestNaming(t *testing.T) {
	naming := schema.Naming{
		PrimaryKey: "pk_{table}", Unique: "uq_{table}_{columns}", ForeignKey: "fk_{table}_{columns}_{ref_table}",
		Check: "ck_{table}_{columns}", Index: "ix_{table}_{columns}",
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		c := echomigrate.Config{Models: []any{(*guest)(nil), (*visit)(nil)}, Naming: naming}
		roundTrip(t, db, c)
		c.Repository = repository()
		found, err := migrator(t, db, c).Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		visits := found.Upgrade[1].(op.CreateTable).Table
		names := []string{visits.PrimaryKey.Name, visits.Uniques[0].Name, visits.ForeignKeys[0].Name, visits.Checks[0].Name, visits.Indexes[0].Name}
		want := []string{"pk_visits", "uq_visits_room", "fk_visits_guest_id_guests", "ck_visits_room", "ix_visits_room"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnExistingDatabaseKeepsItsNames(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		c := echomigrate.Config{Repository: repository(), Models: []any{(*guest)(nil), (*visit)(nil)}}
		found, err := migrator(t, db, c).Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.Repository = repository(revision.Revision{ID: "a1", Upgrade: found.Upgrade, Downgrade: found.Downgrade})
		c.Naming = schema.Naming{
			PrimaryKey: "pk_{table}", Unique: "uq_{table}_{columns}", ForeignKey: "fk_{table}_{columns}", Check: "ck_{table}", Index: "ix_{table}_{columns}",
		}
		m := migrator(t, db, c)
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if got := operations(t, m); got != nil {
			t.Errorf("other names are found to be other constraints: %v", got)
		}
	})
}

func TestANamingThatCannotBeUsedIsRefused(t *testing.T) {
	_, err := echomigrate.New(testdb.SQLite(t), echomigrate.Config{Naming: schema.Naming{Index: "ix_{tabel}"}})
	want := `echomigrate: Config.Naming.Index: "ix_{tabel}": there is no {tabel}: use {schema}, {table}, {columns}`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
