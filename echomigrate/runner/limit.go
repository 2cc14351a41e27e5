package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// errTooLong ends a statement outside a transaction.
var errTooLong = errors.New("canceled due to statement timeout")

// limited calls run with the connection set so that no statement of it takes longer than StatementTimeout, outside a transaction.
func (s *session) limited(ctx context.Context, run func() error) error {
	restore, err := s.Dialect.Limit(ctx, s.conn, s.claim())
	if err != nil {
		return fmt.Errorf("set StatementTimeout: %w", err)
	}
	defer s.putBack(ctx, "restore", restore)
	return run()
}

// warnOfUnlimited names the Funcs for which StatementTimeout does not hold: outside a transaction, where a pooler may stand between.
func (s *session) warnOfUnlimited(all []work, report *Report) {
	if !s.lock.Pooled || s.StatementTimeout <= 0 {
		return
	}
	for _, w := range all {
		for i, o := range w.left() {
			_, isFunc := inner(o).(op.Func)
			if _, outside := o.(op.Autocommit); isFunc && outside {
				s.warn(fmt.Sprintf("%s: step %d, %s: StatementTimeout does not hold for it, because a pooler may stand before the database: "+
					"give its statements contexts that end in time", w.task, w.done+i+1, inner(o)), report)
			}
		}
	}
}

// alone sends a statement outside a transaction. Where a pooler may stand between, its context ends it in time: no setting could.
func (s *session) alone(ctx context.Context, db bun.IDB, statement string) error {
	if !s.lock.Pooled || s.StatementTimeout <= 0 {
		_, err := execute(ctx, db, statement)
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.StatementTimeout, errTooLong)
	defer cancel()
	_, err := execute(ctx, db, statement)
	if err != nil && errors.Is(context.Cause(ctx), errTooLong) {
		return fmt.Errorf("%w, which is %s (%w)", errTooLong, s.StatementTimeout, err)
	}
	return err
}
