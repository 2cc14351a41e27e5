package echomigrate

import (
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Comparison is what a comparison of the models with the database found.
type Comparison struct {
	// Upgrade are the operations that lead from the database to the models; none when they agree.
	Upgrade []op.Operation
	// Downgrade are the operations that lead back.
	Downgrade []op.Operation
	// UpgradeNotes and DowngradeNotes are what a reader should know of an operation, by its place in the list.
	UpgradeNotes, DowngradeNotes map[int][]string
	// Tables counts the tables of the models, each of which was compared with the database.
	Tables int
	// Unmapped are the registered structs that map no table of their own, such as those that queries were scanned into.
	Unmapped []string
	// RenameQuestions and FillQuestions are what only a person can know: RevisionOptions.Answers says it.
	RenameQuestions []diff.RenameQuestion
	FillQuestions   []string
	// Unmanaged are the objects in the database that no model maps and no revision created. They are left alone.
	Unmanaged []diff.Object
	// Warnings are what a reader of the models should know, one line each.
	Warnings []string
	// Drift says why Upgrade cannot become a revision: it wraps ErrDrift. It is nil where it can.
	Drift error
	// Undecided says which operations may do nothing but write the same otherwise, because the database could not be asked how it
	// spells what the models say: the role may create nothing, or the session is read-only. It wraps ErrUndecided, and is nil
	// where everything is known.
	Undecided error
}

// wrap puts the operations into an op.Database.
func (c *Comparison) wrap(name string) {
	group := func(ops []op.Operation, notes map[int][]string) ([]op.Operation, map[int][]string) {
		if len(ops) == 0 {
			return nil, nil
		}
		var lines []string
		for i := range ops {
			lines = append(lines, notes[i]...)
		}
		if lines == nil {
			return []op.Operation{op.Database{Name: name, Ops: ops}}, nil
		}
		return []op.Operation{op.Database{Name: name, Ops: ops}}, map[int][]string{0: lines}
	}
	c.Upgrade, c.UpgradeNotes = group(c.Upgrade, c.UpgradeNotes)
	c.Downgrade, c.DowngradeNotes = group(c.Downgrade, c.DowngradeNotes)
}

// address puts a database's name before the paths in questions, as in the answers to them.
func (c *Comparison) address(database string) {
	for i := range c.RenameQuestions {
		c.RenameQuestions[i].From = database + ":" + c.RenameQuestions[i].From
	}
	for i := range c.FillQuestions {
		c.FillQuestions[i] = database + ":" + c.FillQuestions[i]
	}
}

// append puts what was found in another database behind.
func (c *Comparison) append(found Comparison) {
	c.UpgradeNotes = joinedNotes(c.UpgradeNotes, len(c.Upgrade), found.UpgradeNotes)
	c.DowngradeNotes = joinedNotes(c.DowngradeNotes, len(c.Downgrade), found.DowngradeNotes)
	c.Tables += found.Tables
	c.Unmapped = append(c.Unmapped, found.Unmapped...)
	c.RenameQuestions = append(c.RenameQuestions, found.RenameQuestions...)
	c.FillQuestions = append(c.FillQuestions, found.FillQuestions...)
	c.Upgrade = append(c.Upgrade, found.Upgrade...)
	c.Downgrade = append(c.Downgrade, found.Downgrade...)
	c.Unmanaged = append(c.Unmanaged, found.Unmanaged...)
	c.Warnings = append(c.Warnings, found.Warnings...)
}

// noted are notes with further ones on an operation.
func noted(notes map[int][]string, operation int, lines ...string) map[int][]string {
	if notes == nil {
		notes = map[int][]string{}
	}
	notes[operation] = append(notes[operation], lines...)
	return notes
}

// joinedNotes are the notes on a number of operations, and those on the operations behind them; nil where there are none.
func joinedNotes(notes map[int][]string, operations int, behind map[int][]string) map[int][]string {
	for i, lines := range behind {
		notes = noted(notes, operations+i, lines...)
	}
	return notes
}
