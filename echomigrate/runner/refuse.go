package runner

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// refuseOneWay reports a revision that cannot be taken back.
func refuseOneWay(t task) error {
	if t.direction == Downgrade && t.revision.IsOneWay() {
		return errors.New("the revision has no Downgrade: write what undoes it, or an empty list where nothing is to be undone")
	}
	return nil
}

// isOne reports whether a run is one transaction.
func (s *session) isOne(d Direction) bool { return s.Transaction == revision.AllInOne && d != Stamp }

const notInOne = "so this run cannot be one transaction: give --transaction revision for it, or run the revisions before it first"

// errOutside says that a step cannot be in it.
var errOutside = errors.New("it must be outside a transaction, " + notInOne)

// refuseInOne reports what cannot be in one transaction with other revisions.
func refuseInOne(w *work) error {
	if own := w.revision.Transaction; own != "" {
		return fmt.Errorf("the revision says Transaction: %q for itself, %s", own, notInOne)
	}
	if w.noted {
		return fmt.Errorf("it was stopped behind step %d of %d, %s", w.done, w.steps(), notInOne)
	}
	for _, step := range w.script.Steps {
		if step.IsAlone() {
			return fmt.Errorf("step %d, %s: %w", step.Number, step.Operation, errOutside)
		}
	}
	return nil
}

// refuseTransactions reports SQL that would end the transaction that a revision runs in, so that a failure behind it could
// not be rolled back.
func refuseTransactions(ops []op.Operation, done int) error {
	for i, o := range ops {
		var err error
		switch o := o.(type) {
		case op.Exec:
			if s, found := sqlfile.Transaction(o.SQL); found {
				err = fmt.Errorf("line %d, %s: the transaction is not the revision's to begin or end: take the statement out", s.Line, s.SQL)
			}
		case op.Group:
			err = refuseTransactions(o.Operations(), 0)
		}
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", done+i+1, o, err)
		}
	}
	return nil
}
