package runner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// path is where in a run a context is.
type path struct{}

func pathOf(ctx context.Context) string {
	at, _ := ctx.Value(path{}).(string)
	return at
}

// traced writes down what begins and ends, each part behind those that it is in.
func traced(lines *[]string) runner.Trace {
	begin := func(ctx context.Context, name string) (context.Context, func(error)) {
		at := strings.TrimPrefix(pathOf(ctx)+" / "+name, " / ")
		*lines = append(*lines, at)
		return context.WithValue(ctx, path{}, at), func(err error) {
			line := "end of " + name
			if err != nil {
				line += ": " + err.Error()
			}
			*lines = append(*lines, line)
		}
	}
	return runner.Trace{
		Run: func(ctx context.Context, r runner.Run) (context.Context, func(runner.Report, error)) {
			name := fmt.Sprintf("%s to %s", r.Direction, r.Target)
			if r.DryRun {
				name = "dry run of " + name
			}
			ctx, end := begin(ctx, name)
			return ctx, func(report runner.Report, err error) {
				end(err)
				*lines = append(*lines, fmt.Sprint("done: ", report.IDs()))
			}
		},
		Revision: func(ctx context.Context, e runner.Event) (context.Context, func(error)) {
			return begin(ctx, e.Revision.ID)
		},
		Step: func(ctx context.Context, p runner.Progress) (context.Context, func(error)) {
			return begin(ctx, fmt.Sprintf("step %d", p.Step))
		},
		Wait: func(ctx context.Context, w runner.Wait) { *lines = append(*lines, pathOf(ctx)+" waits") },
	}
}

func TestATraceIsToldOfEachPartOfARun(t *testing.T) {
	where := func(seen *string) op.Func {
		return op.Func{Name: "where", Run: func(ctx context.Context, _ bun.IDB) error { *seen = pathOf(ctx); return nil }}
	}
	for _, c := range []struct {
		name string
		last op.Operation
		run  func(r *runner.Runner) error
		want string
	}{
		{"success", createTable("b"), func(r *runner.Runner) error { _, err := r.Upgrade(ctx, "head"); return err }, `
			upgrade to head
			upgrade to head / a1
			upgrade to head / a1 / step 1
			end of step 1
			upgrade to head / a1 / step 2
			end of step 2
			end of a1
			upgrade to head / b2
			upgrade to head / b2 / step 1
			end of step 1
			upgrade to head / b2 / step 2
			end of step 2
			upgrade to head / b2 / step 3
			end of step 3
			end of b2
			end of upgrade to head
			done: [a1 b2]`},
		{"failure", op.Func{Name: "fail", Run: func(context.Context, bun.IDB) error { return fmt.Errorf("no") }},
			func(r *runner.Runner) error { _, err := r.Upgrade(ctx, "b2"); return err }, `
			upgrade to b2
			upgrade to b2 / a1
			upgrade to b2 / a1 / step 1
			end of step 1
			upgrade to b2 / a1 / step 2
			end of step 2
			end of a1
			upgrade to b2 / b2
			upgrade to b2 / b2 / step 1
			end of step 1
			upgrade to b2 / b2 / step 2
			end of step 2
			upgrade to b2 / b2 / step 3
			end of step 3: no
			end of b2: upgrade b2: step 3, Func fail: no
			end of upgrade to b2: upgrade b2: step 3, Func fail: no (done before: a1)
			done: [a1]`},
		{"dry run", createTable("b"), func(r *runner.Runner) error { _, err := r.UpgradeDryRun(ctx, "a1"); return err }, `
			dry run of upgrade to a1
			dry run of upgrade to a1 / a1
			dry run of upgrade to a1 / a1 / step 1
			end of step 1
			dry run of upgrade to a1 / a1 / step 2
			end of step 2
			end of a1
			end of dry run of upgrade to a1
			done: [a1]`},
		{"stamp", createTable("b"), func(r *runner.Runner) error { _, err := r.Purge(ctx, []string{"a1"}); return err }, `
			stamp to a1
			stamp to a1 / a1
			end of a1
			end of stamp to a1
			done: [a1]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				var lines []string
				var inside string
				r := open(t, db, does("a1", createTable("a"), where(&inside)), does("b2 < a1", counted, count(10), c.last))
				r.Trace = traced(&lines)
				_ = c.run(r) // the error is in the trace
				if diff := cmp.Diff(strings.ReplaceAll(strings.TrimSpace(c.want), "\t", ""), strings.Join(lines, "\n")); diff != "" {
					t.Errorf("trace (-want +got):\n%s", diff)
				}
				if c.name != "stamp" && !strings.HasSuffix(inside, " / a1 / step 2") {
					t.Errorf("the Func's context is of %q", inside)
				}
			})
		})
	}
}

// A part of a run goes on with the context that it had where nothing else is given.
func TestATraceNeedsNoContextsAndNoEnds(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "a"))
		r.Trace = runner.Trace{
			Run:      func(context.Context, runner.Run) (context.Context, func(runner.Report, error)) { return nil, nil },
			Revision: func(context.Context, runner.Event) (context.Context, func(error)) { return nil, nil },
			Step:     func(context.Context, runner.Progress) (context.Context, func(error)) { return nil, nil },
		}
		upgrade(t, r, "head")
	})
}

// On SQLite the wait is inside the database.
func TestATraceIsToldOfAWait(t *testing.T) {
	db := testdb.Postgres(t)
	held, release := make(chan struct{}), make(chan struct{})
	hold := op.Func{Name: "hold", Run: func(context.Context, bun.IDB) error { close(held); <-release; return nil }}
	first, second := open(t, db, does("a1", hold)), open(t, db, does("a1", hold))
	done := make(chan error, 1)
	go func() { _, err := first.Upgrade(ctx, "head"); done <- err }()
	<-held
	var lines []string
	second.Trace = traced(&lines)
	second.LockTimeout = 300 * time.Millisecond
	if _, err := second.Upgrade(ctx, "head"); err == nil {
		t.Error("it did not wait")
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if len(lines) < 2 || lines[0] != "upgrade to head" || lines[1] != "upgrade to head waits" {
		t.Errorf("trace: %q", lines)
	}
}
