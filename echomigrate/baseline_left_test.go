package echomigrate_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// What names roles, connections and passwords, and a type that is a program's own with all that needs it, is left out of a baseline
// by name; the rest of the baseline runs.
func TestWhatABaselineLeavesOutIsNamed(t *testing.T) {
	db := testdb.Postgres(t)
	run(t, db,
		"CREATE FUNCTION weight_in(cstring) RETURNS weight LANGUAGE internal IMMUTABLE STRICT AS 'int4in'",
		"CREATE FUNCTION weight_out(weight) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out'",
		"CREATE TYPE weight (INPUT = weight_in, OUTPUT = weight_out, LIKE = integer)",
		"CREATE TABLE goods (id bigint PRIMARY KEY, weighs weight)",
		"CREATE VIEW heavy AS SELECT id FROM goods WHERE weighs::text > '9'",
		"CREATE TABLE makers (id bigint PRIMARY KEY, name text)",
		"CREATE TABLE orders (id bigint PRIMARY KEY, good bigint REFERENCES goods, maker bigint REFERENCES makers)",
		"COMMENT ON CONSTRAINT orders_good_fkey ON orders IS 'what'", "COMMENT ON CONSTRAINT orders_maker_fkey ON orders IS 'whose'",
		"CREATE SCHEMA shop", "CREATE TABLE shop.stock (id bigint)", "CREATE SEQUENCE tickets", "CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42'",
		"GRANT SELECT (name) ON makers TO PUBLIC", "GRANT USAGE ON SCHEMA shop TO PUBLIC", "REVOKE ALL ON FUNCTION answer() FROM PUBLIC",
		"ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC",
		"ALTER TABLE shop.stock OWNER TO pg_monitor", "ALTER SEQUENCE tickets OWNER TO pg_monitor",
		"CREATE FOREIGN DATA WRAPPER none", "CREATE SERVER elsewhere FOREIGN DATA WRAPPER none", "CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (password 'secret')",
		"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$",
	)
	baseline, err := migrator(t, db, echomigrate.Config{Directory: filepath.Join(newModule(t), "migrations")}).InitFromDatabase(t.Context(), echomigrate.InitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	left := slices.Clone(baseline.Left)
	for i, line := range left {
		if rest, is := strings.CutPrefix(line, "default privileges of "); is { // it names the role that the test connects as
			_, what, _ := strings.Cut(rest, " for ")
			left[i] = "default privileges for " + what
		}
	}
	slices.Sort(left)
	want := []string{
		"base type weight",
		"default privileges for tables in schema shop",
		"foreign key orders_good_fkey of table orders, which needs table goods",
		"function weight_in(cstring), which needs base type weight",
		"function weight_out(weight), which needs base type weight",
		"privileges on function answer(), schema shop, table makers",
		"setting work_mem=5MB of the database",
		"table goods, which needs base type weight",
		"that pg_monitor owns sequence tickets, table shop.stock",
		"user mapping of public for server elsewhere",
		"view heavy, which needs table goods",
	}
	if d := cmp.Diff(want, left); d != "" {
		t.Errorf("left out (-want +got):\n%s", d)
	}
	repository := revision.NewRepository()
	repository.Register(baseline.Revision)
	copied := testdb.Postgres(t)
	m := migrator(t, copied, echomigrate.Config{Repository: repository})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, copied, "INSERT INTO makers VALUES (1, 'x')", "INSERT INTO orders (id, maker) VALUES (1, 1)")
	var comment string
	if err := copied.QueryRow("SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE conname = 'orders_maker_fkey'").Scan(&comment); err != nil || comment != "whose" {
		t.Errorf("comment %q, %v", comment, err)
	}
	if _, err := m.Downgrade(t.Context(), "base"); err != nil {
		t.Fatal(err)
	}
}
