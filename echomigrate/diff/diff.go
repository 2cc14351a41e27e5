// Package diff finds the operations that turn a database's schema into the one that the models say.
package diff

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Database is what a comparison asks of the database that it is for.
type Database interface {
	// Canonical is the table as the database gives it back, as far as that can be said without asking it. Several goroutines call
	// it at once.
	Canonical(t schema.Table) schema.Table
	// Spell is the tables as the database itself gives them back, in the same order. It is called at most twice, once for the
	// history and once for the models, with those tables that are not plainly equal, and leaves foreign keys as Canonical has
	// them. The enum types that the tables use have the given values there. Tables that it refuses are tried again part by part.
	Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error)
}

// Input is what a comparison looks at.
type Input struct {
	// Actual is the database's schema as it was inspected.
	Actual *schema.Schema
	// Desired is the models' schema. A constraint or index without a name is the same as one of any name that says the same.
	Desired *schema.Schema
	// History is what the applied revisions make of an empty database. What it holds is ours, and may be dropped. It also
	// says what this database cannot hold, such as comments on SQLite, and how types were written.
	History *schema.Schema
	// Exact says that History is all that the revisions make. Where it is not set, SQL in them may have made more.
	Exact bool
	// Renames are the renames that the models declare: op.RenameTable, RenameColumn, RenameEnum and RenameEnumValue. Those that do not apply, because
	// they were done before, are passed over.
	Renames []op.Operation
	// Applied are the operations of the applied revisions, one list for each: a swap of names that is among them was done.
	Applied [][]op.Operation
	// Answers are what a person decided. Default: nothing.
	Answers Answers
	// Naming names the constraints and indexes that the models give no name and the database does not have.
	// Default: PostgreSQL's own names.
	Naming schema.Naming
	// Include reports whether an object takes part; one that does not is neither added, altered nor dropped. It is asked once
	// about each, about what belongs to a table only when the table takes part. Default: all do.
	Include func(Pair) bool
	// CompareType and CompareDefault say whether the type, and the default, of a column of both sides differ. Both columns are
	// as an operation would write them: actual as a revision did where that is what is there. They are not asked where nothing
	// differs. Default: the comparison decides.
	CompareType, CompareDefault func(table schema.Name, actual, desired schema.Column) Verdict
}

// Result is what a comparison found.
type Result struct {
	// Upgrade are the operations that lead from Actual to Desired; none when they agree.
	Upgrade []op.Operation
	// Downgrade are the operations that lead back.
	Downgrade []op.Operation
	// UpgradeNotes and DowngradeNotes are what a reader should know of an operation, by its place in the list.
	UpgradeNotes, DowngradeNotes map[int][]string
	// Warnings say what is doubtful about the models or the database, one line each.
	Warnings []string
	// RenameQuestions are what may have been renamed, and FillQuestions the columns, such as "users.age", that become NOT NULL and
	// may have no value in rows that are there. Input.Answers answers them.
	RenameQuestions []RenameQuestion
	FillQuestions   []string
	// Unmanaged are the objects in the database that no model maps and no revision created. They stay.
	Unmanaged []Object
	// Lost are the constraints and indexes that go along with a column that Upgrade drops, and that no revision made or that take
	// no part: Downgrade does not bring them back. Their tables have the names that they have in Actual.
	Lost []Object
	// Drift says why Upgrade, though it runs on this database, does not run on one that the revisions made: this one was
	// changed by other means. It is nil where Upgrade runs on both.
	Drift error
}

// Diff compares the database with the models. The same input gives the same operations in the same order.
func Diff(db Database, in Input) (Result, error) {
	chosen := newChoice(in.Include, in.Answers.Prune)
	renames, actual, history, err := rename(in, chosen)
	if err != nil {
		return Result{}, err
	}
	invalid := takeInvalid(actual)
	recanonical(db, actual, renames)
	same := plain(db, actual, in.Desired, history, in.Naming, chosen)
	from := actualSide(db, actual, history, same)
	desired := chosen.choose(in.Desired, from)
	to, err := desiredSide(db, desired, in.Naming, from, chosen)
	if err != nil {
		return Result{}, err
	}
	unmanaged, lost := keepUnmanaged(from, to, history, chosen)
	unmanaged = append(unmanaged, chooseEnums(from, to, actual, in.Desired, history, chosen)...)
	unmanaged = append(unmanaged, chooseSequences(from, to, actual, in, history, chosen)...)
	to.distinguish(from)
	if err := strands(from, to); err != nil {
		return Result{}, err
	}
	if err := partitioned(from, to); err != nil {
		return Result{}, err
	}
	in.settle(from, to)
	to.share(from)
	values := in.Answers.fills()
	up, err := plan(from, to, chosen.pruned, values)
	if err := cmp.Or(err, values.unused(), chosen.unpruned(append(before(lost, nil), unmanaged...))); err != nil {
		return Result{}, err
	}
	down, err := plan(to, from, nil, nil)
	if err != nil {
		return Result{}, err
	}
	back, err := op.Inverse(renames, in.Actual)
	if err != nil {
		return Result{}, fmt.Errorf("undo a rename: %w", err)
	}
	result := Result{Upgrade: append(renames, up...), Downgrade: append(down, back...), Unmanaged: unmanaged, Lost: before(lost, renames), Warnings: slices.Concat(invalid, chosen.warnings, unknownOptions(in.Desired))}
	if in.Exact {
		result.Warnings = append(result.Warnings, madeOtherwise(from, to, desired, history)...)
	}
	result.UpgradeNotes = notes(result.Upgrade, from, lost)
	result.DowngradeNotes = notes(result.Downgrade, nil, nil)
	result.RenameQuestions, result.FillQuestions = questions(result.Upgrade, from, to)
	result.Drift = drift(in, result.Upgrade)
	return result, nil
}

// madeOtherwise warns of tables of the models that are there though no revision made them.
func madeOtherwise(from, to *side, desired, history *schema.Schema) (warnings []string) {
	inModels, inHistory := desired.ByName(), history.ByName()
	for _, t := range to.tables {
		if id := t.canonical.ID(); inModels[id] != nil && from.byName[id] != nil && inHistory[id] == nil {
			warnings = append(warnings, fmt.Sprintf("table %s was made by other means than a revision: %s", id, adopt))
		}
	}
	return warnings
}

// adopt is how a database that was made by other means comes into the history.
const adopt = "generate a revision that makes it on an empty database, and stamp that one here"

// drift checks that the operations run on a database that the revisions made, as a new revision's must.
func drift(in Input, ops []op.Operation) error {
	if len(ops) == 0 {
		return nil
	}
	made := in.History.Clone()
	for _, o := range ops {
		err := o.Apply(made)
		var missing *op.NotFoundError
		switch {
		case err == nil || !in.Exact && errors.As(err, &missing):
		case errors.As(err, &missing):
			return fmt.Errorf("%s: the revisions do not make what it changes (%w): %s", o, err, adopt)
		default:
			return fmt.Errorf("%s: on a database that the revisions made it fails (%w): this one was changed by hand or stamped", o, err)
		}
	}
	return nil
}
