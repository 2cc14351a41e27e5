package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var ctx = context.Background()

// open is a database in a file, with foreign keys enforced and a driver that waits for locks.
func open(t testing.TB) *bun.DB {
	t.Helper()
	return openWith(t, "sqlite", "file:"+filepath.Join(t.TempDir(), "test.db")+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
}

func openWith(t testing.TB, driver, dsn string) *bun.DB {
	t.Helper()
	sqldb, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db := bun.NewDB(sqldb, sqlitedialect.New())
	t.Cleanup(func() { db.Close() })
	return db
}

// memory is an empty database in memory.
func memory(t testing.TB) *bun.DB {
	t.Helper()
	db := openWith(t, "sqlite", ":memory:")
	db.SetMaxOpenConns(1)
	return db
}

func exec(t testing.TB, db bun.IDB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			t.Fatalf("%s\n%v", s, err)
		}
	}
}

func inspect(t testing.TB, db bun.IDB, scope dialect.Scope) *schema.Schema {
	t.Helper()
	s, err := sqlite.New().Inspect(ctx, db, scope)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func table(t testing.TB, db bun.IDB, name string) schema.Table {
	t.Helper()
	found := inspect(t, db, dialect.Scope{}).Table(schema.Name{Table: name})
	if found == nil {
		t.Fatalf("there is no table %s", name)
	}
	return *found
}

// texts reads a query's first column.
func texts(t testing.TB, db bun.IDB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		if !s.Valid {
			s.String = "NULL"
		}
		all = append(all, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// compile compiles operations from the schema that the database has.
func compile(t testing.TB, db bun.IDB, ops ...op.Operation) dialect.Script {
	t.Helper()
	script, err := tryCompile(db, ops...)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

func tryCompile(db bun.IDB, ops ...op.Operation) (dialect.Script, error) {
	return sqlite.New().Compile(ops, func() (*schema.Schema, error) {
		return sqlite.New().Inspect(ctx, db, dialect.Scope{Schemas: []string{"audit"}})
	})
}

// migrate carries operations out in one transaction, and compiles what stands behind an opaque step again.
func migrate(db *bun.DB, ops ...op.Operation) (err error) {
	d := sqlite.New()
	script, err := tryCompile(db, ops...)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	restore, err := d.Prepare(ctx, conn, script)
	if err != nil {
		return err
	}
	defer func() {
		if again := restore(ctx); err == nil {
			err = again
		}
	}()
	return conn.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return runSteps(tx, ops, script) })
}

func runSteps(tx bun.Tx, ops []op.Operation, script dialect.Script) error {
	for _, step := range script.Steps {
		if step.Func != nil {
			if err := step.Func.Run(ctx, tx); err != nil {
				return err
			}
		}
		for _, statement := range step.SQL {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		if step.Opaque && step.Number < len(ops) {
			rest := ops[step.Number:]
			next, err := tryCompile(tx, rest...)
			if err != nil {
				return err
			}
			return runSteps(tx, rest, next)
		}
	}
	return nil
}

func mustMigrate(t testing.TB, db *bun.DB, ops ...op.Operation) {
	t.Helper()
	if err := migrate(db, ops...); err != nil {
		t.Fatal(err)
	}
}
