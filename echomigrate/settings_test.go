package echomigrate_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestSchemasAreCompared(t *testing.T) {
	db := testdb.Postgres(t)
	if _, err := db.Exec("CREATE SCHEMA sales; CREATE TABLE sales.orders (id integer)"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		schemas []string
		want    []string
	}{
		{nil, nil},
		{[]string{"sales"}, []string{"table sales.orders"}},
	} {
		config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, Schemas: c.schemas}
		m := migrator(t, db, config)
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		found, err := m.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		for _, o := range found.Unmanaged {
			left = append(left, o.String())
		}
		if diff := cmp.Diff(c.want, left); diff != "" {
			t.Errorf("schemas %v: %s", c.schemas, diff)
		}
	}
}

// TestLockTimeoutIsHeeded tries a second run while a first one is under way.
func TestLockTimeoutIsHeeded(t *testing.T) {
	path, address := testdb.SQLitePath(t), testdb.PostgresURL(t)
	for name, open := range map[string]func() *bun.DB{
		"sqlite":   func() *bun.DB { return testdb.OpenSQLite(t, path) },
		"postgres": func() *bun.DB { return testdb.OpenPostgres(t, address) },
	} {
		t.Run(name, func(t *testing.T) {
			second := migrator(t, open(), echomigrate.Config{Repository: repository(createGuests()), LockTimeout: 10 * time.Millisecond})
			if err := second.EnsureVersion(t.Context()); err != nil {
				t.Fatal(err)
			}
			meanwhile := op.Func{Name: "meanwhile", Run: func(ctx context.Context, _ bun.IDB) error {
				if _, err := second.Upgrade(ctx, "head"); !errors.Is(err, dialect.ErrLocked) {
					t.Errorf("the second run ends with %v", err)
				}
				return nil
			}}
			first := migrator(t, open(), echomigrate.Config{
				Repository: repository(revision.Revision{ID: "a1", Upgrade: []op.Operation{meanwhile}}),
			})
			if _, err := first.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestTransactionIsHeeded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		fails := revision.Revision{ID: "b2", Revises: []string{"a1"}, Upgrade: []op.Operation{op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"}}}
		config := echomigrate.Config{
			Repository:  repository(revision.Revision{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: "CREATE TABLE a (id integer)"}}}, fails),
			Transaction: revision.AllInOne,
		}
		m := migrator(t, db, config)
		if _, err := m.Upgrade(t.Context(), "head"); err == nil {
			t.Fatal("it did not fail")
		}
		if rows, err := m.Current(t.Context()); err != nil || len(rows) != 0 {
			t.Errorf("by Config.Transaction %v is applied, and the error %v", rows, err)
		}
		if _, err := m.Upgrade(t.Context(), "head", echomigrate.RunOptions{Transaction: revision.PerRevision}); err == nil {
			t.Fatal("it did not fail")
		}
		if rows, err := m.Current(t.Context()); err != nil || len(rows) != 1 {
			t.Errorf("by RunOptions.Transaction %v is applied, and the error %v", rows, err)
		}
		if _, err := echomigrate.New(db, echomigrate.Config{Transaction: "some"}); err == nil {
			t.Error("a mode that there is none of is taken")
		}
	})
}
