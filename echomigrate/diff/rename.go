package diff

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rename carries the declared renames out on copies of the database's schema and of the history, as far as they apply: the
// old name is there, the new one is not, and a model wants it. It tries again until none applies, because one rename may
// make room for another. What models want under an old name is new. What is left out keeps its name.
func rename(in Input, chosen *choice) (done []op.Operation, actual, history *schema.Schema, err error) {
	actual, history = in.Actual.Clone(), in.History.Clone()
	for applied := true; applied; {
		applied = false
		for _, o := range in.Renames {
			if !applies(o, actual, in.Desired, chosen) {
				continue
			}
			if err := o.Apply(actual); err != nil {
				return nil, nil, nil, fmt.Errorf("%s: %w", o, err)
			}
			var missing *op.NotFoundError
			if err := o.Apply(history); err != nil && !errors.As(err, &missing) {
				return nil, nil, nil, fmt.Errorf("%s: %w", o, err)
			}
			done = append(done, o)
			applied = true
		}
	}
	return done, actual, history, nil
}

func applies(o op.Operation, actual, desired *schema.Schema, chosen *choice) bool {
	switch o := o.(type) {
	case op.RenameTable:
		from, to := schema.Name{Schema: o.Schema, Table: o.From}, schema.Name{Schema: o.Schema, Table: o.To}
		there, wanted := actual.Table(from), desired.Table(to)
		return there != nil && actual.Table(to) == nil && wanted != nil && !chosen.leavesOutRename(
			Pair{Object: Object{Kind: KindTable, Table: to}, Actual: *there, Desired: *wanted}, Object{Kind: KindTable, Table: from})
	case op.RenameColumn:
		there, wanted := actual.Table(o.Target()), desired.Table(o.Target())
		if there == nil || wanted == nil || there.Column(o.From) == nil || there.Column(o.To) != nil || wanted.Column(o.To) == nil ||
			chosen.leavesOutTable(o.Target(), there, wanted) {
			return false
		}
		return !chosen.leavesOutRename(
			Pair{Object: columnObject(o.Target(), o.To), Actual: *there.Column(o.From), Desired: *wanted.Column(o.To)},
			columnObject(o.Target(), o.From))
	}
	return false
}

// swaps lists the renames that take each other's names while both are there: whether they were done already cannot be told.
func swaps(renames []op.Operation, actual *schema.Schema) []string {
	var list []string
	for i, o := range renames {
		for _, other := range renames[:i] {
			switch o := o.(type) {
			case op.RenameTable:
				back, is := other.(op.RenameTable)
				if is && back.Schema == o.Schema && back.From == o.To && back.To == o.From && actual.Table(schema.Name{Schema: o.Schema, Table: o.From}) != nil {
					list = append(list, fmt.Sprintf("tables %s and %s are said to have had each other's names", o.From, o.To))
				}
			case op.RenameColumn:
				back, is := other.(op.RenameColumn)
				if t := actual.Table(o.Target()); is && back.Target() == o.Target() && back.From == o.To && back.To == o.From && t != nil && t.Column(o.From) != nil {
					list = append(list, fmt.Sprintf("columns %s and %s of table %s are said to have had each other's names", o.From, o.To, o.Target()))
				}
			}
		}
	}
	for i := range list {
		list[i] += ", which cannot be told from a swap that was done: swap them in a revision of your own, and drop the tags"
	}
	return list
}
