package echomigrate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type (
	member struct {
		bun.BaseModel `bun:"table:members"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Email string `bun:"email,type:citext,notnull,unique" migrate:"check:email <> ''"`
	}
	memberWithTags struct {
		member `bun:",extend"`

		Tags  string   `bun:"tags,type:hstore"`
		Names []string `bun:"names,type:citext[]"`
	}
	memberWithShape struct {
		bun.BaseModel `bun:"table:members"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Shape string `bun:"shape,type:vector(3)"`
	}
)

// TestExtensionsOfTypesAreCreatedFirst generates revisions for types of extensions that the database does not have yet, runs them there,
// back and again, and runs them on SQLite too.
func TestExtensionsOfTypesAreCreatedFirst(t *testing.T) {
	db := testdb.Postgres(t)
	if !testdb.OffersExtension(t, db, "citext") || !testdb.OffersExtension(t, db, "hstore") {
		refusesType(t, db, (*member)(nil), "member.Email: ", "citext")
		return
	}
	has := func(want ...string) func(*testing.T, *bun.DB) {
		return func(t *testing.T, db *bun.DB) {
			if have := extensionsOf(t, db); !slices.Equal(have, want) {
				t.Errorf("the database has the extensions %q, want %q", have, want)
			}
		}
	}
	revisions := live(t, db, []stage{
		{says: "for a table", models: []any{(*member)(nil)},
			up: []string{"CreateExtension citext", "CreateTable members"}, down: []string{"DropTable members"}, then: has("citext")},
		{says: "for columns", models: []any{(*memberWithTags)(nil)},
			up:   []string{"CreateExtension hstore", "AddColumn members.tags", "AddColumn members.names"},
			down: []string{"DropColumn members.tags", "DropColumn members.names"}, then: has("citext", "hstore")},
	})
	other := testdb.SQLite(t)
	if _, err := migrator(t, other, echomigrate.Config{Repository: repository(revisions...)}).Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
	found, err := migrator(t, other, echomigrate.Config{Repository: repository(revisions...), Models: []any{(*memberWithTags)(nil)}}).Check(t.Context())
	if err != nil || slices.ContainsFunc(found.Upgrade, func(o op.Operation) bool { return strings.HasPrefix(o.String(), "CreateExtension") }) {
		t.Errorf("%v, %v", found.Upgrade, err)
	}
}

func extensionsOf(t *testing.T, db *bun.DB) (names []string) {
	t.Helper()
	if err := db.NewRaw("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1").Scan(t.Context(), &names); err != nil {
		t.Fatal(err)
	}
	return names
}

// refusesType checks that models with a type whose extension the server does not have are refused.
func refusesType(t *testing.T, db *bun.DB, model any, field, extension string) {
	t.Helper()
	_, err := migrator(t, db, echomigrate.Config{Repository: repository(), Models: []any{model}}).Check(t.Context())
	says := "comes with the extension " + extension + ", which this PostgreSQL server does not have: install the extension's package on the server"
	if err == nil || !strings.HasPrefix(err.Error(), field) || !strings.Contains(err.Error(), says) {
		t.Errorf("got error %v, want one about %s that says %q", err, field, says)
	}
}

// TestAnExtensionThatCannotBeCreatedIsNamed has a server without the extension, and a role that may not create it.
func TestAnExtensionThatCannotBeCreatedIsNamed(t *testing.T) {
	address := testdb.PostgresURL(t)
	owner := testdb.OpenPostgres(t, address)
	if !testdb.OffersExtension(t, owner, "vector") {
		refusesType(t, owner, (*memberWithShape)(nil), "memberWithShape.Shape: ", "vector")
	}
	limited := testdb.OpenPostgres(t, role(t, address, owner, "CREATE ON SCHEMA public", "TEMPORARY ON DATABASE"))
	if !testdb.OffersExtension(t, owner, "citext") {
		refusesType(t, limited, (*member)(nil), "member.Email: ", "citext")
		return
	}
	_, err := migrator(t, limited, echomigrate.Config{Repository: repository(), Models: []any{(*member)(nil)}}).Check(t.Context())
	for _, part := range []string{"member.Email: ", "create the extension citext", "permission denied", "give this one the right"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("got error %v, want it to say %q", err, part)
		}
	}
	if have := extensionsOf(t, owner); have != nil {
		t.Errorf("the database has %q", have)
	}
}
