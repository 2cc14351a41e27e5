package migratetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/uptrace/bun"
)

// scratch gives each test a schema of the server's database, for a role that may not create databases.
type scratch struct {
	server *server
	kit    *Kit
}

func (s scratch) place(t testing.TB) place {
	t.Helper()
	p := s.server.newSchema(t, s.kit)
	if err := s.kit.upgrade(t.Context(), p.address, func(*bun.DB) error { return nil }); err != nil {
		t.Fatalf("migratetest: upgrade the test's schema: %v", err)
	}
	return p
}

// newSchema gives a test a schema with nothing in it.
func (s *server) newSchema(t testing.TB, k *Kit) place {
	t.Helper()
	if !s.mayDivide {
		t.Fatalf("migratetest: the role %s may create neither databases nor schemas: ALTER ROLE … CREATEDB, or GRANT CREATE ON DATABASE …, lets it", s.role)
	}
	s.slots.take(t)
	name := s.newName()
	if err := s.exec(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatalf("migratetest: create a schema: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.dropSchema(ctx, name); err != nil {
			t.Errorf("migratetest: drop the test's schema: %v", err)
		}
	})
	address, err := within(s.address, name)
	if err == nil {
		err = isIn(t.Context(), k, address, name)
	}
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	return place{address: address, schema: name}
}

// isIn makes sure that nothing is run anywhere else than in the schema.
func isIn(ctx context.Context, k *Kit, address, name string) error {
	db, err := k.Open(address)
	if err != nil {
		return err
	}
	defer db.Close()
	var current string
	if err := db.QueryRowContext(ctx, "SELECT coalesce(current_schema()::text, '')").Scan(&current); err != nil {
		return err
	}
	if current != name {
		return fmt.Errorf("Kit.Open leaves out the address's search_path: the connection is in the schema %q instead of %q", current, name)
	}
	return nil
}

// dropSchema removes a schema and all in it, once the connections that use it are gone.
func (s *server) dropSchema(ctx context.Context, name string) error {
	return s.exec(ctx, "DROP SCHEMA IF EXISTS "+name+" CASCADE")
}
