package proof_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/dialecttest"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/proof"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

var ctx = context.Background()

// live is a database that is compared.
type live struct {
	dialect.Dialect
	db *bun.DB
}

var _ diff.Database = live{}

func (d live) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	return d.Dialect.Spell(ctx, d.db, tables, enums...)
}

func (d live) must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d live) exec(t rapid.TB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		_, err := d.db.ExecContext(ctx, "?", bun.Safe(s))
		d.must(t, err)
	}
}

func (d live) inspect(t rapid.TB) *schema.Schema {
	t.Helper()
	s, err := d.Inspect(ctx, d.db, dialect.Scope{Schemas: []string{schemagen.Audit}})
	d.must(t, err)
	return s
}

func (d live) run(t rapid.TB, ops []op.Operation) {
	t.Helper()
	d.must(t, (dialecttest.Target{Dialect: d.Dialect}).Migrate(d.db, ops))
}

// each runs a test on a database of each kind.
func each(t *testing.T, test func(t *testing.T, d live)) {
	t.Run("postgres", func(t *testing.T) { test(t, live{postgres.New(), testdb.Postgres(t)}) })
	t.Run("sqlite", func(t *testing.T) { test(t, live{sqlite.New(), testdb.SQLite(t)}) })
}

// trial compares a database with models.
func (d live) trial(t rapid.TB, desired, history *schema.Schema) proof.Trial {
	t.Helper()
	trial := d.trialOf(t, desired, history)
	copied, in := trial.Compared, trial.Compared
	copied.Actual, copied.Desired, copied.History = in.Actual.Clone(), in.Desired.Clone(), in.History.Clone()
	found, err := diff.Diff(d, copied)
	d.must(t, err)
	trial.Upgrade, trial.Downgrade = found.Upgrade, append([]op.Operation{}, found.Downgrade...)
	return trial
}

// trialOf is a trial without operations.
func (d live) trialOf(t rapid.TB, desired, history *schema.Schema) proof.Trial {
	in := diff.Input{Actual: d.inspect(t), Desired: desired, History: history, Exact: true}
	return proof.Trial{Dialect: d.Dialect, DB: d.db, Database: d, Compared: in}
}

// TestWhatIsFoundProvesItself tries what a comparison of random schemas finds, and finds out when one operation of it is missing.
func TestWhatIsFoundProvesItself(t *testing.T) {
	options := schemagen.Options{Audit: true, Extras: true, Colliding: true}
	each(t, func(t *testing.T, d live) {
		rapid.Check(t, func(r *rapid.T) {
			d.clear(r)
			models := schemagen.Schema(options).Draw(r, "before")
			history := &schema.Schema{}
			first := d.trial(r, models, history)
			proves(r, first)
			d.run(r, first.Upgrade)
			d.must(r, op.Apply(history, first.Upgrade))

			second := d.trial(r, schemagen.Mutate(models, options).Draw(r, "after"), history)
			before := fmt.Sprintf("%#v", d.inspect(r))
			proves(r, second)
			if d.Name() == "postgres" { // SQLite has nothing to do for some operations
				fails(r, &second, "upgrade", &second.Upgrade)
				fails(r, &second, "downgrade", &second.Downgrade)
			}
			if after := fmt.Sprintf("%#v", d.inspect(r)); before != after {
				r.Fatalf("the database was changed:\n%s\n%s", before, after)
			}
		})
	})
}

func proves(t *rapid.T, trial proof.Trial) {
	doubts, err := trial.Run(ctx)
	if err != nil || len(doubts) > 0 {
		t.Fatalf("%v, %v\nupgrade %v\ndowngrade %v", err, doubts, trial.Upgrade, trial.Downgrade)
	}
}

// fails leaves out one operation of a list, which is one of the trial's, and puts it back.
func fails(t *rapid.T, trial *proof.Trial, says string, list *[]op.Operation) {
	if len(*list) == 0 {
		return
	}
	complete, all := end(trial), *list
	i := rapid.IntRange(0, len(all)-1).Draw(t, says)
	*list = slices.Delete(slices.Clone(all), i, i+1)
	defer func() { *list = all }()
	if without := end(trial); without != "" && without == complete {
		return // other operations do the same, as when a foreign key goes with its column
	}
	if _, err := trial.Run(ctx); !errors.Is(err, proof.ErrFailed) {
		t.Fatalf("the %s proves itself without %#v: %v", says, all[i], err)
	}
}

// end is what a trial's operations make on paper; nothing where they do not fit.
func end(trial *proof.Trial) string {
	s := trial.Compared.Actual.Clone()
	if op.Apply(s, trial.Upgrade) != nil {
		return ""
	}
	middle := fmt.Sprintf("%#v", s.Clone()) // in which no list is the same as an empty one
	if op.Apply(s, trial.Downgrade) != nil {
		return ""
	}
	s.Sort()
	return middle + fmt.Sprintf("%#v", s.Clone())
}

// clear drops all that is there.
func (d live) clear(t rapid.TB) {
	if d.Name() == "postgres" {
		d.exec(t, "SET client_min_messages = warning", "DROP SCHEMA IF EXISTS public, audit CASCADE", "CREATE SCHEMA public", "CREATE SCHEMA audit")
		return
	}
	d.db.SetMaxOpenConns(1)
	d.exec(t, "PRAGMA foreign_keys = 0")
	for _, n := range d.inspect(t).Names() {
		d.exec(t, "DROP TABLE "+d.QuoteTable(n))
	}
	d.exec(t, "PRAGMA foreign_keys = 1")
}
