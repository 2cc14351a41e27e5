package runner_test

import (
	"context"
	"errors"
	"io"
	"slices"
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

// inMode is a runner in a mode.
func inMode(t testing.TB, db *bun.DB, mode revision.TransactionMode, revisions ...revision.Revision) *runner.Runner {
	t.Helper()
	r := open(t, db, revisions...)
	r.Transaction = mode
	return r
}

var fails = op.Exec{SQL: "INSERT INTO nowhere VALUES (1)"}

func TestAllInOneIsAppliedTogetherOrNotAtAll(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		rebuild := op.AlterColumn{Table: "a", Column: "name", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}}
		good := []revision.Revision{creates("a1", "a"), does("b2 < a1", op.Exec{SQL: "INSERT INTO a VALUES (1, 'x')"}, rebuild), creates("c3 < b2", "c")}
		var told []string
		r := inMode(t, db, revision.AllInOne, append(good, does("d4 < c3", createTable("d"), fails))...)
		r.OnRevision = func(e runner.Event) { told = append(told, e.Revision.ID) }
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.Contains(err.Error(), "upgrade d4: step 2, Exec") || !strings.HasSuffix(err.Error(), "(rolled back with it: a1, b2, c3)") {
			t.Errorf("got the error %v", err)
		}
		var partial *runner.PartialError
		if errors.As(err, &partial) || len(tables(t, db)) != 0 || len(current(t, r)) != 0 || len(told) != 0 {
			t.Errorf("%v is left, %v were reported", tables(t, db), told)
		}
		if got := log(t, r); len(got) != 1 || !strings.HasPrefix(got[0], "upgrade d4 failed 2/2: step 2, Exec") {
			t.Errorf("history %v", got)
		}
		r = inMode(t, db, revision.AllInOne, good...)
		report := upgrade(t, r, "head")
		if diff := cmp.Diff([]string{"a1", "b2", "c3"}, report.IDs()); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 2/2", "upgrade c3 done 1/1"}, log(t, r)[1:]); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		usable(t, db)
	})
}

func TestACommitOfSeveralRevisionsBlamesNoneOfThem(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a := createTable("a")
		a.Table.ForeignKeys = []schema.ForeignKey{{
			Name: "a_b", Columns: []string{"id"}, RefTable: "b", RefColumns: []string{"id"}, Deferrable: schema.InitiallyDeferred,
		}}
		r := inMode(t, db, revision.AllInOne, does("a1", createTable("b"), a),
			does("b2 < a1", op.Exec{SQL: "INSERT INTO a VALUES (3, 'z')"}), creates("c3 < b2", "c"))
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.HasPrefix(err.Error(), "upgrade a1, b2, c3 in one transaction: commit: ") || !strings.Contains(strings.ToLower(err.Error()), "foreign key constraint") {
			t.Errorf("got the error %v", err)
		}
		if left := tables(t, db); len(left) != 0 {
			t.Errorf("the tables %v are left", left)
		}
		if got := log(t, r); len(got) != 1 || !strings.Contains(got[0], ": commit: ") {
			t.Errorf("history %v", got)
		}
	})
}

func TestWhatCannotBeInOneTransactionIsRefusedBefore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		own := does("b2 < a1", createTable("b"))
		own.Transaction = revision.NoTransaction
		for want, second := range map[string]revision.Revision{
			"upgrade b2: step 1, Exec \"SELECT 1\": it must be outside a transaction, so this run cannot be one transaction: give --transaction revision": does("b2 < a1", alone("SELECT 1")),
			`upgrade b2: the revision says Transaction: "none" for itself, so this run cannot be one transaction`:                                         own,
		} {
			r := inMode(t, db, revision.AllInOne, creates("a1", "a"), second)
			if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got the error %v, want %s", err, want)
			}
			if _, err := r.UpgradeDryRun(ctx, "head"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the error of the dry run is %v", err)
			}
			if left := tables(t, db); len(left) != 0 {
				t.Errorf("the tables %v are left", left)
			}
		}
	})
}

// In no transaction what was done before a failure stays, and the next run goes on with the step that failed.
func TestInNoTransactionARunGoesOnAtItsStep(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		broken, inTransaction := true, false
		look := op.Func{Name: "look", Run: func(ctx context.Context, db bun.IDB) error {
			_, inTransaction = db.(bun.Tx)
			if broken {
				return errors.New("broken")
			}
			return nil
		}}
		rebuild := op.AlterColumn{Table: "a", Column: "name", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}}
		list := does("a1", createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, 'x')"}, look, rebuild, createTable("b"))
		for name, way := range map[string]func() *runner.Runner{
			"the run's":      func() *runner.Runner { return inMode(t, db, revision.NoTransaction, list) },
			"the revision's": func() *runner.Runner { own := list; own.Transaction = revision.NoTransaction; return open(t, db, own) },
		} {
			broken = true
			r := way()
			if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "upgrade a1: step 3, Func look: broken") {
				t.Fatalf("%s: got the error %v", name, err)
			}
			if diff := cmp.Diff([]string{"a"}, tables(t, db)); diff != "" || inTransaction {
				t.Errorf("%s: in a transaction %v, tables (-want +got):\n%s", name, inTransaction, diff)
			}
			broken = false
			upgrade(t, r, "head")
			if diff := cmp.Diff([]string{"upgrade a1 done 5/5"}, log(t, r)); diff != "" {
				t.Errorf("%s: history (-want +got):\n%s", name, diff)
			}
			if got := value(t, db, "SELECT count(*) FROM a"); got != "1" {
				t.Errorf("%s: the table has %s rows", name, got)
			}
			exec(t, db, "DROP TABLE a", "DROP TABLE b", "DROP TABLE echomigrate_version", "DROP TABLE echomigrate_history")
		}
		usable(t, db)
	})
}

// SQLite has no comments and no extensions: there is nothing to run, and all the same the revision is done.
func TestARevisionOfWhatADatabaseDoesNotHaveIsDone(t *testing.T) {
	for _, mode := range []revision.TransactionMode{revision.PerRevision, revision.AllInOne, revision.NoTransaction} {
		t.Run(string(mode), func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				comment := op.SetTableComment{Table: "a", Comment: "what there is"}
				outside := op.Autocommit{Ops: op.List{op.CreateExtension{Name: "plpgsql"}}}
				r := inMode(t, db, mode, creates("a1", "a"), does("b2 < a1", comment), does("c3 < b2", comment, comment))
				if mode != revision.AllInOne {
					r = inMode(t, db, mode, creates("a1", "a"), does("b2 < a1", comment), does("c3 < b2", outside, comment))
				}
				plan, err := r.UpgradePlan(ctx, "head")
				if err != nil {
					t.Fatal(err)
				}
				created := "a1 1"
				if mode == revision.NoTransaction {
					created += " outside"
				}
				if lines := seen(plan); !isPostgres(db) && !slices.Equal(lines, []string{created}) || isPostgres(db) && len(lines) != 4 {
					t.Errorf("the plan has the steps %q", lines)
				}
				if _, err := r.UpgradeDryRun(ctx, "head"); err != nil {
					t.Errorf("dry run: %v", err)
				}
				report := upgrade(t, r, "head")
				if diff := cmp.Diff([]string{"a1", "b2", "c3"}, report.IDs()); diff != "" {
					t.Errorf("report (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 1/1", "upgrade c3 done 2/2"}, log(t, r)); diff != "" {
					t.Errorf("history (-want +got):\n%s", diff)
				}
				usable(t, db)
			})
		})
	}
}

// PostgreSQL takes a value that was added to an enum type only when it is committed.
func TestAnEnumsNewValueInOneTransaction(t *testing.T) {
	column := schema.Column{Name: "mood", Type: "mood"}
	create := op.CreateEnum{Enum: schema.Enum{Name: "mood", Values: []string{"sad", "happy"}}}
	table := op.CreateTable{Table: schema.Table{Name: "a", Columns: []schema.Column{{Name: "id", Type: "bigint", NotNull: true}, column}}}
	list := []revision.Revision{
		does("a1", create, table, op.Exec{SQL: "INSERT INTO a VALUES (1, 'sad')"}),
		does("b2 < a1", op.AddEnumValue{Enum: "mood", Value: "so so", After: "sad"}, op.AddEnumValue{Enum: "mood", Value: "unused"}),
		does("c3 < b2", createTable("c"), op.Exec{SQL: "INSERT INTO a VALUES (2, 'so so')"}),
	}
	const want = "upgrade b2: step 1, AddEnumValue mood so so: upgrade c3 uses the value in step 2, Exec \"INSERT INTO a VALUES (2, 'so so')\""
	t.Run("of a type that was there", func(t *testing.T) {
		db := testdb.Postgres(t)
		r := inMode(t, db, revision.AllInOne, list...)
		upgrade(t, r, "a1")
		_, err := r.Upgrade(ctx, "head")
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "give --transaction revision for it, or run it up to b2 first") {
			t.Errorf("got the error %v", err)
		}
		plan, err := r.Graph.Upgrade([]string{"a1"}, "head")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.WriteScript(io.Discard, runner.Upgrade, []string{"a1"}, plan, runner.ScriptOptions{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("the script's error is %v", err)
		}
		if diff := cmp.Diff([]string{"upgrade a1 done 3/3"}, log(t, r)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		upgrade(t, r, "b2")
		upgrade(t, r, "head")
	})
	t.Run("of a type that the run makes", func(t *testing.T) {
		testdb.Each(t, func(t *testing.T, db *bun.DB) {
			r := inMode(t, db, revision.AllInOne, list...)
			upgrade(t, r, "head")
			if got := value(t, db, "SELECT count(*) FROM a WHERE mood = 'so so'"); got != "1" {
				t.Errorf("%s rows have the value", got)
			}
			if isPostgres(db) {
				if got := value(t, db, "SELECT array_to_string(enum_range(NULL::mood), ',')"); got != "sad,so so,happy,unused" {
					t.Errorf("the type has the values %s", got)
				}
			}
			plan, err := r.Graph.Upgrade(nil, "head")
			if err != nil {
				t.Fatal(err)
			}
			var script strings.Builder
			if err := r.WriteScript(&script, runner.Upgrade, nil, plan, runner.ScriptOptions{}); err != nil {
				t.Fatal(err)
			}
			if isPostgres(db) {
				exec(t, db, "DROP TABLE a, c, echomigrate_version, echomigrate_history", "DROP TYPE mood", script.String())
				if got := value(t, db, "SELECT count(*) FROM a WHERE mood = 'so so'"); got != "1" {
					t.Errorf("behind the script %s rows have the value", got)
				}
			}
		})
	})
}
