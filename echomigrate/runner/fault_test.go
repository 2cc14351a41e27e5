package runner_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// mixed has a revision of each kind of run: one transaction, Go, steps outside a transaction, a rebuild under SQLite, and batches.
func mixed() []revision.Revision {
	fill := op.Func{Name: "fill", Run: func(ctx context.Context, db bun.IDB) error {
		_, err := db.ExecContext(ctx, "INSERT INTO a VALUES (2, 'two')")
		return err
	}}
	return []revision.Revision{
		does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, 'one')"}),
		does("b2 < a1", fill),
		does("c3 < b2",
			createTable("c"),
			op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}, Concurrently: true},
			op.Autocommit{Ops: op.List{op.CreateIndex{Table: "c", Index: schema.Index{Name: "c_name_idx", Columns: []string{"name"}}}}},
			op.AddColumn{Table: "c", Column: schema.Column{Name: "more", Type: "text"}}),
		does("d4 < c3", op.AlterColumn{Table: "a", Column: "name", To: schema.Column{Type: "text", NotNull: true}, From: schema.Column{Type: "text"}}),
		does("e5 < d4", counted, count(1)),
	}
}

// mixedFor has as much of that as can be in a mode. In no transaction, what somebody wrote may run twice.
func mixedFor(mode revision.TransactionMode) []revision.Revision {
	list := mixed()
	switch mode {
	case revision.AllInOne:
		list[2].Upgrade = []op.Operation{
			createTable("c"),
			op.CreateIndex{Table: "a", Index: schema.Index{Name: "a_name_idx", Columns: []string{"name"}}},
			op.AddColumn{Table: "c", Column: schema.Column{Name: "more", Type: "text"}}}
		list[4].Upgrade = []op.Operation{counted, count(0)}
	case revision.NoTransaction:
		const twice = " ON CONFLICT DO NOTHING"
		list[0].Upgrade[1] = op.Exec{SQL: "INSERT INTO a VALUES (1, 'one')" + twice}
		list[1].Upgrade[0] = op.Func{Name: "fill", Run: func(ctx context.Context, db bun.IDB) error {
			_, err := db.ExecContext(ctx, "INSERT INTO a VALUES (2, 'two')"+twice)
			return err
		}}
	}
	return list
}

type outcome struct {
	Schema  *schema.Schema
	Rows    []string
	A       string
	Changes string
	Running int
}

func outcomeOf(t *testing.T, r *runner.Runner) outcome {
	t.Helper()
	o := outcome{Schema: state(t, r.DB), Rows: current(t, r), A: value(t, r.DB, "SELECT count(*) FROM a"),
		Changes: value(t, r.DB, "SELECT min(changes) || ' to ' || max(changes) FROM a")}
	done := map[string]int{}
	for _, h := range records(t, r) {
		switch h.Outcome {
		case runner.Running:
			o.Running++
		case runner.Done:
			done[h.Revision]++
		}
	}
	if diff := cmp.Diff(map[string]int{"a1": 1, "b2": 1, "c3": 1, "d4": 1, "e5": 1}, done); diff != "" {
		t.Errorf("revisions done (-want +got):\n%s", diff)
	}
	return o
}

func TestAfterAFaultAnywhereTheNextRunFinishes(t *testing.T) {
	for _, mode := range []revision.TransactionMode{revision.PerRevision, revision.AllInOne, revision.NoTransaction} {
		every := 1
		if mode != revision.PerRevision {
			every = 4
		}
		for name, hidden := range map[string]bool{"postgres": false, "postgres where a pooler may stand between": true} {
			t.Run(name+", transaction "+string(mode), func(t *testing.T) {
				address := testdb.PostgresURL(t)
				plain := testdb.OpenPostgres(t, address)
				everyFault(t, mode, every, func(t *testing.T) (*bun.DB, *tap) {
					exec(t, plain, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
					db, tapped := tapPostgres(t, address)
					tapped.hidden = hidden
					return db, tapped
				})
			})
		}
		t.Run("sqlite, transaction "+string(mode), func(t *testing.T) {
			everyFault(t, mode, every, func(t *testing.T) (*bun.DB, *tap) { return tapSQLite(t, testdb.SQLitePath(t)) })
		})
	}
}

// everyFault lets each trip go wrong in turn, or one of so many, from one on that the seed chooses; in short one of twelve.
func everyFault(t *testing.T, mode revision.TransactionMode, every int, fresh func(*testing.T) (*bun.DB, *tap)) {
	db, tapped := fresh(t)
	undisturbed := inMode(t, db, mode, mixedFor(mode)...)
	upgrade(t, undisturbed, "head")
	trips := tapped.take()
	want := outcomeOf(t, undisturbed)

	if testing.Short() {
		every = 12
	}
	t.Logf("-crash-seed %d", *crashSeed)
	random := rand.New(rand.NewPCG(*crashSeed, 0))
	for f, name := range []string{refuse: "refuse", lose: "lose", sever: "sever", loseAndSever: "lose and sever"} {
		for at := 2 + random.IntN(every); at <= len(trips); at += every {
			t.Run(fmt.Sprintf("%s trip %d", name, at), func(t *testing.T) {
				db, tapped := fresh(t)
				r := inMode(t, db, mode, mixedFor(mode)...)
				tapped.fault, tapped.at = fault(f), at
				_, errFirst := r.Upgrade(ctx, "head")
				tapped.at = 0
				if _, err := r.Upgrade(ctx, "head"); err != nil {
					t.Fatalf("%s\nfirst run: %v\nnext run: %v", trips[at-1], errFirst, err)
				}
				if diff := cmp.Diff(want, outcomeOf(t, r), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s\nfirst run: %v\n(-undisturbed +got):\n%s", trips[at-1], errFirst, diff)
				}
				if errFirst != nil && trips[at-1] == "COMMIT" && fault(f) == lose && !errors.Is(errFirst, errFault) {
					t.Errorf("the error %v does not wrap its cause", errFirst)
				}
			})
		}
	}
}
