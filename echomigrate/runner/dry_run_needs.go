package runner

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// operationsOf are the operations that a step stands for.
func operationsOf(w *work, step dialect.Step) []op.Operation {
	return w.ops[step.Number-1 : max(step.Number, step.Last)]
}

// needs is a skipped operation that a step may need: on the same table, or one of which it is not known what it changes.
func (x *dryTransaction) needs(w *work, step dialect.Step) op.Operation {
	touched, known := tablesOf(operationsOf(w, step))
	for _, o := range x.skipped {
		other, otherKnown := tablesOf([]op.Operation{o})
		if !known || !otherKnown || slices.ContainsFunc(touched, func(n schema.Name) bool { return slices.Contains(other, n) }) {
			return o
		}
	}
	return nil
}

// tablesOf are the tables that operations work on; not known where one may work on any.
func tablesOf(ops []op.Operation) (tables []schema.Name, known bool) {
	for _, o := range ops {
		switch o := o.(type) {
		case op.Group:
			inner, innerKnown := tablesOf(o.Operations())
			if !innerKnown {
				return nil, false
			}
			tables = append(tables, inner...)
		case op.AddForeignKey:
			tables = append(tables, o.Target(), o.ForeignKey.Target(o.Schema))
		case op.TableOperation:
			tables = append(tables, o.Target())
		default:
			return nil, false
		}
	}
	return tables, true
}
