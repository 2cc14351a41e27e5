package postgres_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestEffectIsWhatTheDatabaseDoes runs operations on a table with rows, and looks at the lock that the transaction holds and at
// whether the table has another file behind it.
func TestEffectIsWhatTheDatabaseDoes(t *testing.T) {
	d := postgres.New()
	column := func(c schema.Column) op.Operation { return op.AddColumn{Table: "t", Column: c} }
	retype := func(name, from, to string) op.Operation {
		return op.AlterColumn{Table: "t", Column: name, From: schema.Column{Type: from}, To: schema.Column{Type: to}}
	}
	for _, o := range []op.Operation{
		column(schema.Column{Name: "c", Type: "text"}),
		column(schema.Column{Name: "c", Type: "text", Default: "'x'", NotNull: true}),
		column(schema.Column{Name: "c", Type: "timestamptz", Default: "now()"}),
		column(schema.Column{Name: "c", Type: "numeric(4,2)", Default: "'1'::numeric(4,2)"}),
		column(schema.Column{Name: "c", Type: "double precision", Default: "random()"}),
		column(schema.Column{Name: "c", Type: "uuid", Default: "gen_random_uuid()"}),
		column(schema.Column{Name: "c", Type: "bigserial"}),
		column(schema.Column{Name: "c", Type: "bigint", Identity: schema.IdentityByDefault}),
		column(schema.Column{Name: "c", Type: "bigint", Generated: "n + 1"}),
		retype("s", "varchar(9)", "varchar(20)"), retype("s", "varchar(9)", "text"), retype("s", "varchar(9)", "varchar(5)"), retype("s", "varchar(9)", "char(9)"),
		retype("n", "integer", "bigint"), retype("d", "numeric(8,2)", "numeric(10,2)"), retype("d", "numeric(8,2)", "numeric(10,3)"),
		retype("d", "numeric(8,2)", "numeric"), retype("w", "timestamp(3)", "timestamp"), retype("w", "timestamp(3)", "date"),
		op.AlterColumn{Table: "t", Column: "s", To: schema.Column{NotNull: true}},
		op.AlterColumn{Table: "t", Column: "i", To: schema.Column{IdentityOptions: schema.SequenceOptions{Increment: "5"}}},
		op.AlterColumn{Table: "t", Column: "s", To: schema.Column{Default: "'x'"}},
		op.AddUnique{Table: "t", Unique: schema.Key{Columns: []string{"n"}}},
		op.AddPrimaryKey{Table: "t", PrimaryKey: schema.Key{Columns: []string{"n"}}},
		op.AddCheck{Table: "t", Check: schema.Check{Expression: "n > 0"}},
		op.AddForeignKey{Table: "t", ForeignKey: schema.ForeignKey{Columns: []string{"n"}, RefTable: "other", RefColumns: []string{"id"}}},
		op.AddForeignKey{Table: "t", ForeignKey: schema.ForeignKey{Columns: []string{"n"}, RefTable: "other", RefColumns: []string{"id"}, NotValid: true}},
		op.AddCheck{Table: "t", Check: schema.Check{Name: "unlike", Expression: "n > 0", NotValid: true}},
		op.ValidateConstraint{Table: "t", Name: "not_yet"},
		op.CreateIndex{Table: "t", Index: schema.Index{Columns: []string{"n"}}},
		op.DropIndex{Table: "t", Name: "t_s_idx"},
		op.DropColumn{Table: "t", Column: "s"},
		op.RenameColumn{Table: "t", From: "s", To: "r"},
		op.RenameTable{From: "t", To: "u"},
		op.SetUnlogged{Table: "t", Unlogged: true}, op.SetUnlogged{Table: "t"},
		op.SetTableParameters{Table: "t", To: []string{"fillfactor=70", "toast.autovacuum_enabled=false"}},
		op.SetTableComment{Table: "t", Comment: "of tests"},
		op.Backfill{Table: "t", Column: "s", Value: "'x'"},
		op.BulkInsert{Table: "t", Columns: []string{"n"}, Rows: [][]any{{7}}},
	} {
		t.Run(o.String(), func(t *testing.T) {
			db := testdb.Postgres(t)
			for _, statement := range []string{
				"CREATE TABLE t (n integer, s varchar(9), d numeric(8,2), w timestamp(3), i bigint GENERATED ALWAYS AS IDENTITY)", "CREATE INDEX t_s_idx ON t (s)",
				"ALTER TABLE t ADD CONSTRAINT not_yet CHECK (n > 0) NOT VALID",
				"ALTER TABLE t SET " + persistence(o), "CREATE TABLE other (id integer PRIMARY KEY)", "INSERT INTO other VALUES (1)", "INSERT INTO t VALUES (1, 'a', 1, '2026-01-01')",
			} {
				if _, err := db.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			said := d.Effect(o)
			lock, rewritten := observe(t, db, d, o)
			if lock != said.Lock {
				t.Errorf("it takes the lock %s, and is said to take %s", lock, said.Lock)
			}
			if rewritten != said.Rewrites {
				t.Errorf("rewrites the table: %t, and is said to: %t", rewritten, said.Rewrites)
			}
			if want := map[string]dialect.Blocked{"ACCESS EXCLUSIVE": dialect.BlocksAll, "SHARE": dialect.BlocksWriters, "SHARE ROW EXCLUSIVE": dialect.BlocksWriters}[lock]; said.Blocks != want {
				t.Errorf("it blocks %d, want %d", said.Blocks, want)
			}
		})
	}
}

// persistence is what the table has to be before an operation.
func persistence(o op.Operation) string {
	if set, is := o.(op.SetUnlogged); is && !set.Unlogged {
		return "UNLOGGED"
	}
	return "LOGGED"
}

// observe carries an operation out in a transaction, and gives the strongest lock that it then holds on the table and whether it
// wrote the table anew.
func observe(t *testing.T, db *bun.DB, d postgres.Dialect, o op.Operation) (lock string, rewritten bool) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	var before, after int64
	file := func(into *int64) {
		if err := tx.NewRaw("SELECT pg_relation_filenode(?)", oid(t, db)).Scan(t.Context(), into); err != nil {
			t.Fatal(err)
		}
	}
	file(&before)
	statements, err := o.Statements(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(t.Context(), "?", bun.Safe(statement)); err != nil {
			t.Fatal(err)
		}
	}
	file(&after)
	var modes []string
	query := "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = ? AND locktype = 'relation'"
	if err := tx.NewRaw(query, oid(t, db)).Scan(t.Context(), &modes); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{
		"RowExclusiveLock": "ROW EXCLUSIVE", "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE", "ShareLock": "SHARE",
		"ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE", "AccessExclusiveLock": "ACCESS EXCLUSIVE",
	}
	for _, mode := range []string{"AccessExclusiveLock", "ShareRowExclusiveLock", "ShareLock", "ShareUpdateExclusiveLock", "RowExclusiveLock"} {
		for _, held := range modes {
			if held == mode {
				return names[mode], before != after
			}
		}
	}
	return "", before != after
}

// oid is the table's, which stays when it is renamed.
func oid(t *testing.T, db *bun.DB) (id int64) {
	t.Helper()
	if err := db.NewRaw("SELECT 't'::regclass::oid::bigint").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	return id
}
