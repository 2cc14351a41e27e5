package runner_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestMain looks, behind all tests, for goroutines of the library that are still there.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leaked(); code == 0 && left != "" {
		os.Stderr.WriteString("goroutines that do not end:\n" + left)
		code = 1
	}
	os.Exit(code)
}

// leaked are the goroutines that a run began, or a connection that it took, and that do not end.
func leaked() (stacks string) {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		stacks = ""
		all := make([]byte, 16<<20)
		for stack := range strings.SplitSeq(string(all[:runtime.Stack(all, true)]), "\n\n") {
			if strings.Contains(stack, "/echomigrate/runner.") || strings.Contains(stack, "database/sql.") {
				stacks += stack + "\n\n"
			}
		}
		if stacks == "" || time.Now().After(deadline) {
			return stacks
		}
	}
}

// A Func that fails may leave rows open, too.
func TestARunLeavesNoConnectionLockOrTransaction(t *testing.T) {
	for name, end := range map[string]func(context.CancelFunc) error{
		"success":      func(context.CancelFunc) error { return nil },
		"failure":      func(context.CancelFunc) error { return errors.New("no") },
		"panic":        func(context.CancelFunc) error { panic("no") },
		"cancellation": func(cancel context.CancelFunc) error { cancel(); return nil },
	} {
		for place, around := range map[string]func(op.Operation) op.Operation{
			"in a transaction":      func(o op.Operation) op.Operation { return o },
			"outside a transaction": func(o op.Operation) op.Operation { return op.Autocommit{Ops: op.List{o}} },
		} {
			t.Run(name+" "+place, func(t *testing.T) {
				eachPlace(t, func(t *testing.T, db, plain *bun.DB) {
					ctx, cancel := context.WithCancel(ctx)
					defer cancel()
					last := op.Func{Name: "end", Run: func(ctx context.Context, db bun.IDB) error {
						rows, err := db.QueryContext(ctx, "SELECT id FROM a") //nolint:rowserrcheck // what stays open is what is tested
						if err == nil && name == "success" {
							err = rows.Close() //nolint:sqlclosecheck // as above
						}
						return errors.Join(err, end(cancel))
					}}
					r := open(t, db, does("a1", createTable("a"), many(50)), does("b2 < a1", counted, count(10), around(last), createTable("b")))
					if _, err := r.Upgrade(ctx, "head"); (err == nil) != (name == "success") {
						t.Errorf("got the error %v", err)
					}
					usable(t, plain)
					if open := db.Stats().InUse; open != 0 {
						t.Errorf("%d connections were not given back", open)
					}
				})
			})
		}
	}
}

// eachPlace runs a test on each kind of database, also through a pooler; plain is the database itself.
func eachPlace(t *testing.T, test func(t *testing.T, db, plain *bun.DB)) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) { test(t, db, db) })
	t.Run("pooler", func(t *testing.T) {
		address := testdb.PostgresURL(t)
		test(t, testdb.OpenPostgres(t, testdb.Pooler(t, address, "transaction", 3)), testdb.OpenPostgres(t, address))
	})
}
