package diff

import (
	"errors"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rename carries the declared and the answered renames out on copies of the database's schema and of the history, as far as they
// apply: the old name is there, the new one is not, and a model wants it. It tries again until none applies, because one
// rename may make room for another. What models want under an old name is new. What is left out keeps its name. An answer
// that does not apply is an error.
//
// Where there are no renames the history is Input's own, and so is what the schema's tables consist of: it is copied where more than
// its order changes.
func rename(in Input, chosen *choice) (done []op.Operation, actual, history *schema.Schema, err error) {
	answers, err := in.Answers.renames(in.Actual)
	if err != nil {
		return nil, nil, nil, err
	}
	r := renamer{in: in, chosen: chosen, actual: in.Actual, history: in.History}
	if len(answers)+len(in.Renames) == 0 {
		actual := *in.Actual
		actual.Tables = slices.Clone(actual.Tables)
		r.actual = &actual
	} else {
		r.actual, r.history = in.Actual.Clone(), in.History.Clone()
	}
	recallEnums(r.actual, r.history)
	for _, o := range slices.Concat(answers, in.Renames) {
		if !slices.Contains(r.left, o) {
			r.left = append(r.left, o)
		}
	}
	if err := r.run(answers); err != nil {
		return nil, nil, nil, err
	}
	for i, o := range answers {
		if slices.Contains(r.left, o) {
			answer := in.Answers.Renames[i]
			return nil, nil, nil, fmt.Errorf("rename %s to %s: no model has the new name, or it is taken", answer.From, answer.To)
		}
	}
	return r.done, r.actual, r.history, nil
}

// renamer carries renames out.
type renamer struct {
	in              Input
	chosen          *choice
	actual, history *schema.Schema
	// left are the renames that were not carried out yet, and done the operations that were.
	left, done []op.Operation
}

func (r *renamer) run(answers []op.Operation) error {
	for {
		next := slices.IndexFunc(r.left, func(o op.Operation) bool { return r.applies(o) })
		if next >= 0 {
			o := r.left[next]
			r.left = slices.Delete(r.left, next, next+1)
			if err := r.apply(o); err != nil {
				return err
			}
			continue
		}
		ring := r.ring(answers)
		if ring == nil {
			return nil
		}
		if err := r.turn(ring); err != nil {
			return err
		}
	}
}

func (r *renamer) apply(o op.Operation) error {
	if err := o.Apply(r.actual); err != nil {
		return fmt.Errorf("%s: %w", o, err)
	}
	var missing *op.NotFoundError
	if err := o.Apply(r.history); err != nil && !errors.As(err, &missing) {
		return fmt.Errorf("%s: %w", o, err)
	}
	r.done = append(r.done, o)
	return nil
}

// applies reports whether a rename is to be done and can be.
func (r *renamer) applies(o op.Operation) bool {
	there, free := r.place(o)
	return there && free
}

// place reports whether a rename has something to rename that takes part, and whether the new name is free.
func (r *renamer) place(o op.Operation) (there, free bool) {
	switch o := o.(type) {
	case op.RenameEnum:
		return r.placeEnum(o.EnumID(), schema.Name{Schema: o.Schema, Table: o.To})
	case op.RenameEnumValue:
		return r.placeValue(o)
	case op.RenameTable:
		from, to := schema.Name{Schema: o.Schema, Table: o.From}, schema.Name{Schema: o.Schema, Table: o.To}
		current, wanted := r.actual.Table(from), r.in.Desired.Table(to)
		if current == nil || wanted == nil {
			return false, false
		}
		return !r.chosen.leavesOutRename(Pair{Object: Object{Kind: KindTable, Table: to}, Actual: *current, Desired: *wanted},
			Object{Kind: KindTable, Table: from}), r.actual.Table(to) == nil
	case op.RenameColumn:
		current, wanted := r.actual.Table(o.Target()), r.in.Desired.Table(o.Target())
		if current == nil || wanted == nil || current.Column(o.From) == nil || wanted.Column(o.To) == nil ||
			r.chosen.leavesOutTable(o.Target(), current, wanted) {
			return false, false
		}
		return !r.chosen.leavesOutRename(
			Pair{Object: columnObject(o.Target(), o.To), Actual: *current.Column(o.From), Desired: *wanted.Column(o.To)},
			columnObject(o.Target(), o.From)), current.Column(o.To) == nil
	}
	return false, false
}
