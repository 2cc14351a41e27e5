package diff

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rename carries the declared renames out on copies of the database's schema and of the history, as far as they apply: the
// old name is there, the new one is not, and no model wants the old one. It tries again until none applies, because one
// rename may make room for another.
func rename(in Input) (done []op.Operation, actual, history *schema.Schema, err error) {
	actual, history = in.Actual.Clone(), in.History.Clone()
	for applied := true; applied; {
		applied = false
		for _, o := range in.Renames {
			if !applies(o, actual, in.Desired) {
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

func applies(o op.Operation, actual, desired *schema.Schema) bool {
	switch o := o.(type) {
	case op.RenameTable:
		from, to := schema.Name{Schema: o.Schema, Table: o.From}, schema.Name{Schema: o.Schema, Table: o.To}
		return actual.Table(from) != nil && actual.Table(to) == nil && desired.Table(to) != nil && desired.Table(from) == nil
	case op.RenameColumn:
		there, wanted := actual.Table(o.Target()), desired.Table(o.Target())
		return there != nil && wanted != nil && there.Column(o.From) != nil && there.Column(o.To) == nil &&
			wanted.Column(o.To) != nil && wanted.Column(o.From) == nil
	}
	return false
}
