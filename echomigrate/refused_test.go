package echomigrate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestWhatTheDatabaseRefusesIsNamedByItsModel gives the database models with a fault that only it finds.
func TestWhatTheDatabaseRefusesIsNamedByItsModel(t *testing.T) {
	type Wing struct {
		bun.BaseModel `bun:"table:wings"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Name string `bun:"name,notnull"`
	}
	type Doubled struct {
		bun.BaseModel `bun:"table:doubled"`

		ID    int64 `bun:"id,pk,autoincrement"`
		Twice int64 `bun:"twice" migrate:"generated:'amount * absent(2)'"`
		Count int64 `bun:"amount,notnull"`
	}
	type Checked struct {
		bun.BaseModel `bun:"table:checked" migrate:"check:amount > absent(amount)"`

		ID    int64 `bun:"id,pk,autoincrement"`
		Count int64 `bun:"amount,notnull" migrate:"check:'amount > 0'"`
	}
	type Indexed struct {
		bun.BaseModel `bun:"table:indexed" migrate:"index:lookup(absent(amount))"`

		ID    int64 `bun:"id,pk,autoincrement"`
		Count int64 `bun:"amount,notnull,unique"`
	}
	cases := []struct {
		model any
		where string
	}{
		{(*Doubled)(nil), "Doubled.Twice: try the models on the database: table doubled: "},
		{(*Checked)(nil), "Checked, check constraint checked_amount_check1: try the models on the database: table checked: "},
		{(*Indexed)(nil), "Indexed, index lookup: try the models on the database: table indexed: "},
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for _, c := range cases {
			config := echomigrate.Config{Repository: repository(), Models: []any{(*Wing)(nil), c.model}}
			_, err := migrator(t, db, config).Check(t.Context())
			var refused *diff.RefusedError
			if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), c.where) || !strings.Contains(err.Error(), "absent") {
				t.Errorf("got error %v, want it to begin with %q", err, c.where)
			}
		}
	})
}
