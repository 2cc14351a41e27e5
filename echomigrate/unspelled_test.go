package echomigrate_test

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// room has a check that PostgreSQL spells in its own way, and roomWithFloor a column and a check more.
type room struct {
	bun.BaseModel `bun:"table:rooms"`

	Name string `bun:"name,pk" migrate:"check:length(name) BETWEEN 1 AND 20"`
}

type roomWithFloor struct {
	bun.BaseModel `bun:"table:rooms"`

	Name  string `bun:"name,pk" migrate:"check:length(name) BETWEEN 1 AND 20"`
	Floor int64  `bun:"floor"`
}

// longRoom has another text for the check.
type longRoom struct {
	bun.BaseModel `bun:"table:rooms"`

	Name string `bun:"name,pk" migrate:"check:length(name) BETWEEN 1 AND 30"`
}

func createRooms() revision.Revision {
	return revision.Revision{ID: "a1", Downgrade: []op.Operation{op.DropTable{Table: "rooms"}}, Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name: "rooms", Columns: []schema.Column{{Name: "name", Type: "varchar", NotNull: true}}, PrimaryKey: schema.Key{Columns: []string{"name"}},
			Checks: []schema.Check{{Expression: "length(name) BETWEEN 1 AND 20"}},
		}},
	}}
}

func run(t *testing.T, db *bun.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec("?", bun.Safe(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// with is a URL with another user or further parameters.
func with(t *testing.T, address, user, parameter string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		u.User = url.User(user)
	}
	if name, value, found := strings.Cut(parameter, "="); found {
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// TestWithoutAScratchPlace compares where nothing can be built: what is only a matter of spelling becomes no revision.
func TestWithoutAScratchPlace(t *testing.T) {
	for _, c := range []struct {
		says   string
		access func(t *testing.T, address string, owner *bun.DB) string
		reason string
	}{
		{"no right", func(t *testing.T, address string, owner *bun.DB) string {
			var role string
			if err := owner.QueryRow("SELECT 'nothing_' || current_database()").Scan(&role); err != nil {
				t.Fatal(err)
			}
			run(t, owner, "CREATE ROLE "+role+" LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+role,
				"DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$",
				"DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO "+role+"', current_database()); END $$")
			t.Cleanup(func() { run(t, owner, "DROP OWNED BY "+role, "DROP ROLE "+role) })
			return with(t, address, role, "")
		}, "may create neither schemas nor temporary tables"},
		{"read-only session", func(t *testing.T, address string, _ *bun.DB) string {
			return with(t, address, "", "default_transaction_read_only=on")
		}, "the session is read-only"},
	} {
		t.Run(c.says, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			owner := testdb.OpenPostgres(t, address)
			config := echomigrate.Config{Repository: repository(createRooms()), Models: []any{(*room)(nil)}}
			m := migrator(t, owner, config)
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			if found := operations(t, m); found != nil {
				t.Fatalf("the owner finds %v", found)
			}
			reader := testdb.OpenPostgres(t, c.access(t, address, owner))

			directory, files := versionsDirectory(t)
			config.Directory = directory
			if found := operations(t, migrator(t, reader, config)); found != nil {
				t.Errorf("of the models that the revision was made of it finds %v", found)
			}
			config.Models = []any{(*longRoom)(nil)}
			m = migrator(t, reader, config)
			found, err := m.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !errors.Is(found.Undecided, echomigrate.ErrUndecided) || !strings.Contains(found.Undecided.Error(), "AddCheck rooms rooms_name_check") {
				t.Errorf("Undecided is %v", found.Undecided)
			}
			if warnings := strings.Join(found.Warnings, "\n"); !strings.Contains(warnings, "what the models say of rooms: ") || !strings.Contains(warnings, c.reason) {
				t.Errorf("the warnings are %q", warnings)
			}
			if _, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{}); !errors.Is(err, echomigrate.ErrUndecided) || !strings.Contains(err.Error(), "--no-prove") {
				t.Errorf("Migrate gives %v", err)
			}
			if written := files(); written != nil {
				t.Errorf("%v is there", written)
			}

			config.Models = []any{(*roomWithFloor)(nil)}
			generated, err := migrator(t, reader, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil || len(files()) != 1 {
				t.Errorf("a column: %+v, %v", generated, err)
			}
			if doubts := strings.Join(generated.Doubts, "\n"); !strings.Contains(doubts, "not proved: ") || !strings.Contains(doubts, c.reason) {
				t.Errorf("the doubts are %q", doubts)
			}
		})
	}
}

func TestAnAbandonedFileIsClearedAway(t *testing.T) {
	directory, files := versionsDirectory(t)
	for name, age := range map[string]time.Duration{".new-1": time.Hour, ".new-2": 0} {
		path := filepath.Join(directory, "versions", name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, time.Time{}, time.Now().Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{Repository: repository(), Directory: directory})
	if _, err := m.Revision(t.Context(), echomigrate.RevisionOptions{ID: "a1"}); err != nil {
		t.Fatal(err)
	}
	if left := files(); len(left) != 2 || left[0] != ".new-2" {
		t.Errorf("%v is there", left)
	}
}
