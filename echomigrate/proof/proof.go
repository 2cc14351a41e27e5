// Package proof tries whether a revision leads from a database to the models, and back, before the revision is written.
package proof

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ErrFailed says that a revision does not lead to the models, or not back.
var ErrFailed = errors.New("the revision does not prove itself")

// Trial is a revision and the comparison that it comes from.
type Trial struct {
	// Dialect and DB are the database that was compared.
	Dialect dialect.Dialect
	DB      *bun.DB
	// Database is what the comparison asks.
	Database diff.Database
	// Compared is what was compared. Its Actual is where the revision begins.
	Compared diff.Input
	// Lost are what goes along with columns and does not come back, as diff.Result.Lost has it. Default: everything comes back.
	Lost []diff.Object
	// Upgrade and Downgrade are the revision's operations, for this database alone (op.For). A nil Downgrade is not tried.
	Upgrade, Downgrade []op.Operation
}

// Run builds the tables that the revision touches, and those that they refer to, in a scratch place of the database, runs the
// upgrade there, compares what comes out with the models, and runs the downgrade, which must lead to the tables as they were,
// but for what is lost.
// Where that is not so the error wraps ErrFailed and names what differs, in both spellings. Doubts are what could not be tried,
// one line each; what depends on SQL or Go of somebody's own is a doubt and no error.
func (t Trial) Run(ctx context.Context) (doubts []string, err error) {
	up, left := runnable(t.Upgrade)
	down, also := runnable(t.Downgrade)
	opaque := false
	for _, o := range append(left, also...) {
		opaque = opaque || op.IsOpaque(o)
		doubts = append(doubts, fmt.Sprintf("not proved: %s: it is not run before the revision is", o))
	}
	before, err := t.before(ctx, up, down)
	if err != nil {
		return doubts, err
	}
	read, err := t.Dialect.Rehearse(ctx, t.DB, before, up, down)
	var none *dialect.NoScratchError
	switch {
	case err != nil && ctx.Err() != nil:
		return doubts, err
	case errors.As(err, &none):
		return append(doubts, "not proved: "+none.Error()), nil
	case err != nil && len(read) == 0:
		return append(doubts, fmt.Sprintf("not proved: a copy of the tables as they are cannot be made: %v", err)), nil
	}
	failure := t.judge(read, err, up, down)
	if failure != nil && opaque {
		return append(doubts, fmt.Sprintf("not proved: without what is not run, %v", failure)), nil
	}
	if failure != nil {
		return doubts, fmt.Errorf("%w: %w", ErrFailed, failure)
	}
	return doubts, nil
}

// runnable are the operations whose effect on the schema is known, and those that are left out: their effect is not known, or they
// add rows, which may need others. A Backfill runs: its value and its condition have to fit the columns. What is to run outside a transaction runs like everything else.
func runnable(ops []op.Operation) (run, left []op.Operation) {
	for _, o := range ops {
		group, isGroup := o.(op.Group)
		_, autocommit := o.(op.Autocommit)
		switch {
		case isGroup && (autocommit || op.IsOpaque(o) || op.InsertsRows(o)):
			inner, out := runnable(group.Operations())
			run, left = append(run, inner...), append(left, out...)
		case op.IsOpaque(o) || op.InsertsRows(o):
			left = append(left, o)
		default:
			run = append(run, o)
		}
	}
	return run, left
}

// judge looks at the schema of the scratch place before the upgrade, behind it and behind the downgrade; err is what stopped one.
func (t Trial) judge(read []*schema.Schema, err error, up, down []op.Operation) error {
	if len(read) == 1 {
		return fmt.Errorf("its upgrade fails on a copy of the tables: %w", err)
	}
	base, actual := read[0].Clone(), t.Compared.Actual.Clone()
	predict(up, base, actual)
	if err := t.arrives(carry(read[1], base, actual)); err != nil {
		return err
	}
	switch {
	case t.Downgrade == nil:
		return nil
	case err != nil:
		return fmt.Errorf("its downgrade fails on a copy of the tables: %w", err)
	}
	predict(down, base, actual)
	back := carry(read[2], base, actual)
	was := t.Compared.Actual.Clone()
	diff.Remove(was, diff.Missing(back, t.Lost))
	if lines := differences(back, was, "behind the downgrade", "before the upgrade"); len(lines) > 0 {
		return fmt.Errorf("its downgrade does not lead back: %s", strings.Join(lines, "; "))
	}
	return nil
}

// predict changes schemas as the operations are said to change them.
func predict(ops []op.Operation, all ...*schema.Schema) {
	for _, o := range ops {
		for _, s := range all {
			_ = o.Apply(s) // what does not apply changes nothing, and what the database did instead is seen there
		}
	}
}

// arrives compares what the upgrade made with the models.
func (t Trial) arrives(made *schema.Schema) error {
	in := t.Compared
	in.Actual, in.History = made.Clone(), in.History.Clone()
	in.Applied, in.Answers = append(slices.Clone(in.Applied), t.Upgrade), diff.Answers{}
	predict(t.Upgrade, in.History)
	result, err := diff.Diff(t.Database, in)
	switch {
	case err != nil:
		return fmt.Errorf("what its upgrade makes cannot be compared with the models: %w", err)
	case len(result.Upgrade) == 0:
		return nil
	}
	wanted := made.Clone()
	predict(result.Upgrade, wanted)
	lines := differences(made, wanted, "behind the upgrade", "in the models")
	if len(lines) == 0 {
		for _, o := range result.Upgrade {
			lines = append(lines, o.String()+" is left to do")
		}
	}
	return fmt.Errorf("its upgrade does not lead to the models: %s", strings.Join(lines, "; "))
}
