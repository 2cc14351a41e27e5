package runner_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestFuncRunsInTheRevisionsTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		failed := errors.New("no more")
		fill := op.Func{Name: "fill", Run: func(ctx context.Context, on bun.IDB) error {
			if _, is := on.(bun.Tx); !is {
				t.Errorf("the function got a %T", on)
			}
			if _, err := on.ExecContext(ctx, "INSERT INTO b VALUES (?, ?)", 1, "x?%s"); err != nil {
				return err
			}
			return failed
		}}
		_, err := open(t, db, creates("a1", "a"), does("b2 < a1", createTable("b"), fill)).Upgrade(ctx, "head")
		if !errors.Is(err, failed) || !strings.Contains(err.Error(), "upgrade b2: step 2, Func fill: no more") {
			t.Errorf("got the error %v", err)
		}
		if diff := cmp.Diff([]string{"a"}, tables(t, db)); diff != "" {
			t.Errorf("tables (-want +got):\n%s", diff)
		}
	})
}

func TestAPanicIsAnError(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		cause := errors.New("out of range")
		bang := op.Func{Name: "bang", Run: func(context.Context, bun.IDB) error { panic(cause) }}
		_, err := open(t, db, does("a1", createTable("a"), bang)).Upgrade(ctx, "head")
		var panicked *runner.PanicError
		if !errors.As(err, &panicked) || !errors.Is(err, cause) || !strings.Contains(string(panicked.Stack), "func_test.go") {
			t.Errorf("got the error %v", err)
		}
		if got := tables(t, db); got != nil {
			t.Errorf("the database has the tables %v", got)
		}
		usable(t, db)
	})
}

// TestRowsLeftOpenDoNotHang says nothing of the outcome, which is the driver's: only that it is all or nothing, and that the
// connections can be used afterwards.
func TestRowsLeftOpenDoNotHang(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		leave := op.Func{Name: "leave", Run: func(ctx context.Context, on bun.IDB) error {
			rows, err := on.QueryContext(ctx, "SELECT id FROM a") //nolint:sqlclosecheck // that is what is tested
			if err != nil {
				return err
			}
			rows.Next()
			return rows.Err()
		}}
		for name, ops := range map[string][]op.Operation{
			"in a transaction": {createTable("b"), leave},
			"outside of one":   {createTable("b"), op.Autocommit{Ops: op.List{leave}}},
		} {
			t.Run(name, func(t *testing.T) {
				exec(t, db, "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS b", "DROP TABLE IF EXISTS echomigrate_version", "DROP TABLE IF EXISTS echomigrate_history")
				r := open(t, db, does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, 'x'), (2, 'y')"}), does("b2 < a1", ops...))
				upgrade(t, r, "a1")
				_, err := r.Upgrade(ctx, "head")
				if at := current(t, r)[0]; (err == nil) != (at == "b2") {
					t.Errorf("the error is %v, and the database is at %s", err, at)
				}
				usable(t, db)
			})
		}
	})
}
