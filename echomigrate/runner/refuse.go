package runner

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// refuseOneWay reports a revision that does something and does not say how to undo it.
func refuseOneWay(t task) error {
	if t.direction == Downgrade && len(t.revision.Upgrade) > 0 && t.revision.Downgrade == nil {
		return errors.New("the revision has no Downgrade: write what undoes it, or an empty list where nothing is to be undone")
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
