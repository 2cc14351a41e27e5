package postgres_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestBlocksTakeAnyName puts names into blocks that could end the quotes around them.
func TestBlocksTakeAnyName(t *testing.T) {
	conn, err := testdb.Postgres(t).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var backend int64
	if err := conn.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		t.Fatal(err)
	}
	d := postgres.New()
	for _, name := range []string{"$do$", "$do$ $do1$", "$assert$", "$unused$", "it's"} {
		exec(t, conn, d.Opening(dialect.Claim{Backend: backend}, []op.Operation{op.DropTable{Table: name}})...)
		exec(t, conn, d.Assert("true", "there is no table "+name)...)
		exec(t, conn, d.CreateSchema(name)...)
	}
	missing, err := d.MissingSchemas(ctx, conn, []string{"$do$", "$do$ $do1$", "it's", "its"})
	if err != nil || len(missing) != 1 || missing[0] != "its" {
		t.Errorf("missing are %q, %v", missing, err)
	}
}
