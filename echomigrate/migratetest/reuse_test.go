package migratetest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// shop are revisions that leave rows, a sequence that has counted, an emptied table, and something of each kind that a test can change.
func shop() []revision.Revision {
	return []revision.Revision{{ID: "a1", Upgrade: []op.Operation{op.Exec{SQL: `
		CREATE TABLE kinds (id int PRIMARY KEY, name text);
		INSERT INTO kinds VALUES (1, 'one'), (2, 'two');
		CREATE TABLE goods (id bigserial PRIMARY KEY, kind_id int REFERENCES kinds, name text UNIQUE CHECK (name <> ''), price int DEFAULT 1);
		CREATE TABLE "odd %s ? 'name'" (id bigserial PRIMARY KEY, good_id bigint REFERENCES goods ON DELETE CASCADE);
		CREATE TABLE emptied (id bigserial PRIMARY KEY);
		INSERT INTO emptied DEFAULT VALUES;
		DELETE FROM emptied;
		CREATE TABLE parts (id int) PARTITION BY RANGE (id);
		CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100);
		CREATE SEQUENCE numbers START 40 INCREMENT 2;
		SELECT nextval('numbers');
		CREATE TYPE mood AS ENUM ('good', 'bad');
		CREATE DOMAIN small AS int CHECK (VALUE < 10);
		CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1';
		CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		CREATE TRIGGER goods_nothing BEFORE INSERT ON goods FOR EACH ROW EXECUTE FUNCTION nothing();
		CREATE VIEW names AS SELECT name FROM goods;
		CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM kinds;
		CREATE MATERIALIZED VIEW none AS SELECT name FROM goods;
		CREATE STATISTICS goods_statistics ON kind_id, name FROM goods;
		COMMENT ON TABLE goods IS 'what is sold'`}}}}
}

// TestDirt lets a test leave something of each kind. The next one does not find it; where that is made sure without a new database,
// renewed says so.
func TestDirt(t *testing.T) {
	cases := []struct {
		name, sql string
		renewed   bool
	}{
		{"nothing", "SELECT 1", true},
		{"rows", "INSERT INTO goods (kind_id, name) VALUES (1, 'a'), (2, 'b')", true},
		{"rows of a name", `INSERT INTO goods (name) VALUES ('a'); INSERT INTO "odd %s ? 'name'" (good_id) VALUES (1)`, true},
		{"rows that are gone", "INSERT INTO goods (name) VALUES ('a'); DELETE FROM goods", true},
		{"a row of an emptied table", "INSERT INTO emptied DEFAULT VALUES", true},
		{"rows of a partition", "INSERT INTO parts VALUES (1)", true},
		{"rows rolled back", "BEGIN; INSERT INTO goods (name) VALUES ('a'); ROLLBACK", true},
		{"many rows", "INSERT INTO goods (name) SELECT repeat('x', 3000) || n FROM generate_series(1, 2000) n", true},
		{"a sequence", "SELECT nextval('numbers')", true},
		{"a sequence set", "SELECT setval('numbers', 7, false)", true},
		{"a sequence begun anew", "ALTER SEQUENCE goods_id_seq RESTART WITH 9", false},
		{"truncated", "INSERT INTO goods (name) VALUES ('a'); TRUNCATE goods CASCADE", true},
		{"truncated, with sequences", "INSERT INTO goods (name) VALUES ('a'); TRUNCATE goods RESTART IDENTITY CASCADE", true},
		{"a row added to those that are there", "INSERT INTO kinds VALUES (3, 'three')", false},
		{"a row changed", "UPDATE kinds SET name = 'uno' WHERE id = 1", false},
		{"a row removed", "DELETE FROM kinds WHERE id = 2", false},
		{"a row put in place of another", "DELETE FROM kinds WHERE id = 2; INSERT INTO kinds VALUES (2, 'two')", false},
		{"rows truncated", "TRUNCATE kinds CASCADE", false},
		{"a table", "CREATE TABLE further (id int)", false},
		{"a table dropped", "DROP TABLE goods CASCADE", false},
		{"a table renamed", "ALTER TABLE goods RENAME TO wares", false},
		{"a column", "ALTER TABLE goods ADD COLUMN size int", false},
		{"a column dropped", "ALTER TABLE goods DROP COLUMN price", false},
		{"a column added and dropped", "ALTER TABLE goods ADD COLUMN size int; ALTER TABLE goods DROP COLUMN size", false},
		{"a default", "ALTER TABLE goods ALTER COLUMN price SET DEFAULT 2", false},
		{"not null", "ALTER TABLE goods ALTER COLUMN price SET NOT NULL", false},
		{"a constraint", "ALTER TABLE goods ADD CHECK (price > 0)", false},
		{"a constraint dropped", "ALTER TABLE goods DROP CONSTRAINT goods_name_check", false},
		{"an index", "CREATE INDEX ON goods (price)", false},
		{"a table rewritten", "VACUUM FULL kinds", true},
		{"statistics of a table", "ANALYZE kinds", false},
		{"a view", "CREATE OR REPLACE VIEW names AS SELECT name FROM goods WHERE price > 0", false},
		{"a view refreshed", "REFRESH MATERIALIZED VIEW counts", false},
		{"a view filled", "INSERT INTO goods (name) VALUES ('a'); REFRESH MATERIALIZED VIEW none", false},
		{"a function", "CREATE OR REPLACE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 3 * $1'", false},
		{"a function and its end", "CREATE FUNCTION thrice(int) RETURNS int LANGUAGE sql AS 'SELECT 3 * $1'; DROP FUNCTION thrice(int)", true},
		{"a trigger", "CREATE TRIGGER more BEFORE UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION nothing()", false},
		{"a trigger disabled", "ALTER TABLE goods DISABLE TRIGGER goods_nothing", false},
		{"an event trigger", "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION e()", false},
		{"a rule", "CREATE RULE silent AS ON DELETE TO goods DO INSTEAD NOTHING", false},
		{"a policy", "CREATE POLICY mine ON goods USING (price > 0)", false},
		{"row security", "ALTER TABLE goods ENABLE ROW LEVEL SECURITY", false},
		{"a value of a type", "ALTER TYPE mood ADD VALUE 'fair'", false},
		{"a domain", "ALTER DOMAIN small ADD CHECK (VALUE > 0)", false},
		{"a schema", "CREATE SCHEMA further", false},
		{"a cast", "CREATE FUNCTION i(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS int) WITH FUNCTION i(mood)", false},
		{"an operator", "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)", false},
		{"a collation", `CREATE COLLATION mine FROM "C"`, false},
		{"a publication", "CREATE PUBLICATION p FOR TABLE goods", false},
		{"an extension dropped", "DROP EXTENSION plpgsql CASCADE", false},
		{"a large object", "SELECT lo_from_bytea(0, 'abc')", false},
		{"a comment", "COMMENT ON COLUMN goods.name IS 'label'", false},
		{"a comment gone", "COMMENT ON TABLE goods IS NULL", false},
		{"a grant", "GRANT SELECT ON goods TO PUBLIC", false},
		{"a grant on a column", "GRANT SELECT (name) ON goods TO PUBLIC", false},
		{"a grant of a function of the server", "REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC", false},
		{"default privileges", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", false},
		{"options of a table", "ALTER TABLE goods SET (fillfactor = 50)", false},
		{"an unlogged table", "ALTER TABLE emptied SET UNLOGGED", false},
		{"a setting of the database", "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 1024', current_database()); END $$", false},
		{"a comment on the database", "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''mine''', current_database()); END $$", false},
		{"a grant on the database", "DO $$ BEGIN EXECUTE format('REVOKE TEMP ON DATABASE %I FROM PUBLIC', current_database()); END $$", false},
		{"a limit of the database", "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 50', current_database()); END $$", false},
		{"a temporary table", "CREATE TEMP TABLE goods_of_mine AS SELECT 1 AS id", true},
		{"a temporary function", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", true},
		{"a setting of the session", "SET search_path = pg_temp; SET application_name = 'dirt'; SET default_transaction_read_only = on", true},
		{"a statement that is prepared", "PREPARE p AS SELECT 1", true},
		{"a listener", "LISTEN l", true},
		{"a lock", "SELECT pg_advisory_lock(42)", true},
	}
	k := newRenewals(kitOf(testdb.PostgresURL(t), shop()))
	want := k.portrait(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := ""
			t.Run("dirt", func(t *testing.T) {
				db := k.kit.Database(t)
				before = oid(t, db)
				for _, statement := range strings.Split(c.sql, "; ") {
					if strings.HasPrefix(c.sql, "DO ") {
						statement = c.sql
					}
					if _, err := db.ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
					if statement == c.sql {
						break
					}
				}
			})
			k.check(t, before, c.renewed, want)
		})
	}
}

// TestDirtOfConnections lets a test leave connections in several states, which do not keep the next one from its database.
func TestDirtOfConnections(t *testing.T) {
	k := newRenewals(kitOf(testdb.PostgresURL(t), shop()))
	want := k.portrait(t)
	var left []*bun.DB
	t.Cleanup(func() {
		for _, db := range left {
			db.Close()
		}
	})
	for _, told := range []bool{false, true} {
		t.Run(fmt.Sprintf("told=%t", told), func(t *testing.T) {
			before := ""
			t.Run("dirt", func(t *testing.T) {
				var db *bun.DB
				if told {
					var err error
					if db, err = open(k.kit.At(t)); err != nil {
						t.Fatal(err)
					}
					left = append(left, db)
				} else {
					db = k.kit.Database(t)
				}
				before = oid(t, db)
				tx, err := db.BeginTx(context.Background(), nil)
				if err == nil {
					_, err = tx.ExecContext(context.Background(), "INSERT INTO goods (name) VALUES ('open')")
				}
				if err == nil {
					_, err = tx.ExecContext(context.Background(), "LOCK TABLE kinds; SELECT pg_advisory_lock(7)")
				}
				if err != nil {
					t.Fatal(err)
				}
			})
			k.check(t, before, true, want)
			for _, db := range left {
				if _, err := db.Exec("INSERT INTO goods (name) VALUES ('late')"); err == nil {
					t.Error("what a test has left running writes into the database of another")
				}
			}
		})
	}
}

// renewals is a kit, and how its copies fare between tests.
type renewals struct {
	kit  *migratetest.Kit
	done chan error
}

func newRenewals(kit *migratetest.Kit) *renewals {
	k := &renewals{kit, make(chan error, 1000)}
	migratetest.OnRenew(kit, func(err error) { k.done <- err })
	return k
}

// portrait is what a test finds in its database.
func (k *renewals) portrait(t *testing.T) (found string) {
	t.Helper()
	t.Run("portrait", func(t *testing.T) { found, _ = k.look(t) })
	<-k.done
	return found
}

// look is what a test finds in a database of its own, and that one's OID.
func (k *renewals) look(t *testing.T) (found, database string) {
	t.Helper()
	at := k.kit.At(t)
	db := opened(t, at)
	return portraitOf(t, db, at), oid(t, db)
}

// check finds that the next test has the same database where renewed says so, and that it looks as one should.
func (k *renewals) check(t *testing.T, before string, renewed bool, want string) {
	t.Helper()
	if err := <-k.done; renewed != (err == nil) {
		t.Errorf("renewed is %t: %v", err == nil, err)
	}
	t.Run("next", func(t *testing.T) {
		found, database := k.look(t)
		if d := cmp.Diff(want, found); d != "" {
			t.Error(d)
		}
		if renewed != (database == before) {
			t.Errorf("the next database is the same: %t", database == before)
		}
	})
	<-k.done
}

func oid(t *testing.T, db *bun.DB) (id string) {
	t.Helper()
	if err := db.QueryRow("SELECT oid::text FROM pg_database WHERE datname = current_database()").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// portraitOf says by other means than a copy is compared with: by pg_dump, with rows, sequences and grants, and what the session shows.
func portraitOf(t *testing.T, db *bun.DB, address string) string {
	t.Helper()
	var session string
	err := db.QueryRow(`SELECT concat_ws(' ', current_setting('search_path'), current_setting('application_name'), current_setting('work_mem'),
		current_setting('default_transaction_read_only'), (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_listening_channels()),
		(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = d.oid), datconnlimit, datacl, shobj_description(oid, 'pg_database'),
		(SELECT count(*) FROM pg_class WHERE relpersistence = 't'),
		(SELECT proacl FROM pg_proc WHERE proname = 'pg_sleep'), (SELECT string_agg(ctid || name, ' ') FROM kinds))
		FROM pg_database d WHERE datname = current_database()`).Scan(&session)
	if err != nil {
		t.Fatal(err)
	}
	return session + "\n" + testdb.DumpAll(t, address)
}
