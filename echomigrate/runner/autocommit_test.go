package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func alone(statements ...string) op.Autocommit {
	var ops op.List
	for _, s := range statements {
		ops = append(ops, op.Exec{SQL: s})
	}
	return op.Autocommit{Ops: ops}
}

func TestEachStepOutsideATransactionIsRecorded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		var seen []string
		look := op.Func{Name: "look", Run: func(ctx context.Context, on bun.IDB) error {
			var step, steps int
			err := on.QueryRowContext(ctx, "SELECT step, steps FROM echomigrate_history WHERE outcome = 'running'").Scan(&step, &steps)
			seen = append(seen, strings.Repeat("+", step)+strings.Repeat("-", steps-step))
			return err
		}}
		r := open(t, db, does("a1", look, createTable("a"), op.Autocommit{Ops: op.List{look, look}}, look, createTable("b")))
		upgrade(t, r, "head")
		if diff := cmp.Diff([]string{"------", "++----", "+++---", "++++--"}, seen); diff != "" {
			t.Errorf("steps on record (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 6/6"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}

func TestARunThatStoppedBetweenStepsGoesOn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		list := []revision.Revision{creates("a1", "a"), does("b2 < a1",
			op.Exec{SQL: "INSERT INTO a VALUES (1, 'x')"},
			alone("INSERT INTO a VALUES (2, 'x')", "INSERT INTO later VALUES (3)"),
			op.Exec{SQL: "INSERT INTO a VALUES (4, 'x')"})}
		r := open(t, db, list...)
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.Contains(err.Error(), `upgrade b2: step 3, Autocommit`) && !strings.Contains(err.Error(), `upgrade b2: step 3, Exec`) {
			t.Fatalf("got the error %v", err)
		}
		if row := records(t, r)[1]; row.Outcome != runner.Running || row.OperationsDone != 2 || row.Operations != 4 || row.Error == "" {
			t.Errorf("the history says %+v", row)
		}
		if diff := cmp.Diff([]string{"a1"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}

		var unfinished *runner.UnfinishedError
		if _, err := r.Downgrade(ctx, "base"); !errors.As(err, &unfinished) || unfinished.Record.OperationsDone != 2 {
			t.Errorf("a downgrade from the middle: %v", err)
		}
		changed := open(t, db, list[0], does("b2 < a1", op.Exec{SQL: "SELECT 1"}, alone("SELECT 2")))
		if _, err := changed.Upgrade(ctx, "head"); !errors.As(err, &unfinished) || !strings.Contains(err.Error(), "were changed since") {
			t.Errorf("other operations: %v", err)
		}
		if _, err := r.Upgrade(ctx, "a1"); !errors.As(err, &unfinished) || !strings.Contains(err.Error(), "`db upgrade b2`") {
			t.Errorf("a target below: %v", err)
		}

		exec(t, db, "CREATE TABLE later (id integer)")
		upgrade(t, r, "head")
		if got := value(t, db, "SELECT count(*) FROM a"); got != "3" {
			t.Errorf("table a has %s rows, want 3", got)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 4/4"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}

func TestAnInvalidIndexIsBuiltAgain(t *testing.T) {
	db := testdb.Postgres(t)
	index := op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_key", Columns: []string{"name"}, Unique: true}, Concurrently: true}
	r := open(t, db, creates("a1", "a"), does("b2 < a1", index, createTable("b")))
	upgrade(t, r, "a1")
	exec(t, db, "INSERT INTO a VALUES (1, 'x'), (2, 'x')")
	if _, err := r.Upgrade(ctx, "head"); err == nil {
		t.Fatal("a unique index was built on equal rows")
	}
	const valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_name_key'::regclass"
	if got := value(t, db, valid); got != "false" {
		t.Fatalf("the index is valid: %s", got)
	}
	exec(t, db, "DELETE FROM a WHERE id = 2")
	upgrade(t, r, "head")
	if got := value(t, db, valid); got != "true" {
		t.Errorf("the index is valid: %s", got)
	}
}

func TestAnIndexOfTheSameNameIsNeverDropped(t *testing.T) {
	db := testdb.Postgres(t)
	const key = "SELECT indexdef || ' ' || (SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_name_idx'::regclass) FROM pg_indexes WHERE indexname = 'a_name_idx'"
	for _, c := range []struct{ name, there, want, error string }{
		{"the wanted one means that the step is done",
			"CREATE INDEX a_name_idx ON a (lower(name) DESC) WHERE name <> 'x'", "CREATE INDEX a_name_idx ON public.a USING btree (lower(name) DESC) WHERE (name <> 'x'::text) true", ""},
		{"one of other columns is somebody else's",
			"CREATE INDEX a_name_idx ON a (id)", "CREATE INDEX a_name_idx ON public.a USING btree (id) true", "already exists"},
		{"a unique one is somebody else's",
			"CREATE UNIQUE INDEX a_name_idx ON a (lower(name) DESC) WHERE name <> 'x'", "CREATE UNIQUE INDEX a_name_idx ON public.a USING btree (lower(name) DESC) WHERE (name <> 'x'::text) true", "already exists"},
		{"one of another table is somebody else's",
			"CREATE INDEX a_name_idx ON other (name)", "CREATE INDEX a_name_idx ON public.other USING btree (name) true", "already exists"},
	} {
		t.Run(c.name, func(t *testing.T) {
			exec(t, db, "DROP TABLE IF EXISTS a, other, echomigrate_version, echomigrate_history")
			index := op.CreateIndex{Table: "a", Concurrently: true, Index: schema.Index{
				Name: "a_name_idx", Elements: []schema.Element{{Expression: "lower(name)", Desc: true}}, Where: "name <> 'x'",
			}}
			r := open(t, db, does("a1", createTable("a"), createTable("other")), does("b2 < a1", index))
			upgrade(t, r, "a1")
			exec(t, db, c.there)
			if _, err := r.Upgrade(ctx, "head"); err == nil {
				t.Fatal("an index was created twice")
			}
			_, err := r.Upgrade(ctx, "head") // the first run may have created it and not come to say so
			if got := fmt.Sprint(err); c.error == "" && err != nil || !strings.Contains(got, c.error) {
				t.Errorf("got %s, want %s", got, c.error)
			}
			if got := value(t, db, key); got != c.want {
				t.Errorf("the index is\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestADroppedIndexIsNotDroppedAgain(t *testing.T) {
	db := testdb.Postgres(t)
	r := open(t, db,
		does("a1", createTable("a"), op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}}),
		does("b2 < a1", op.DropIndex{Table: "a", Name: "a_name_idx", Concurrently: true}))
	upgrade(t, r, "a1")
	exec(t, db, "DROP INDEX a_name_idx")
	if _, err := r.Upgrade(ctx, "head"); err == nil {
		t.Fatal("an index was dropped that is not there")
	}
	upgrade(t, r, "head") // the first run may have dropped it and not come to say so
	if diff := cmp.Diff([]string{"b2"}, current(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
