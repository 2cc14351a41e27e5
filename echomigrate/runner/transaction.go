package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"
)

// transaction calls run in a transaction and commits it. The transaction itself does not end with the context: a rollback
// by database/sql would go on behind our back while the connection is used again.
func (s *session) transaction(ctx context.Context, w *work, run func(bun.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
		}
	}()
	claimed, err := s.Dialect.ClaimTransaction(ctx, tx, s.VersionTable)
	err = s.waited(err)
	if err == nil && claimed {
		err = s.unmoved(ctx, tx, w)
	}
	if err == nil {
		err = run(tx)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	committed = true
	return s.commit(ctx, tx)
}

// commit commits. Where that fails the transaction may still be open (SQLite), so it is rolled back by name.
func (s *session) commit(ctx context.Context, tx bun.Tx) error {
	err := tx.Commit()
	if err == nil {
		return nil
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	_, _ = execute(ctx, s.conn, "ROLLBACK") // an error says that there is nothing to roll back
	return fmt.Errorf("commit: %w", s.Dialect.Explain(err))
}

// unmoved returns errMoved when another run was here since the task was planned.
func (s *session) unmoved(ctx context.Context, db bun.IDB, w *work) error {
	if !w.noted {
		rows, err := s.versions(ctx, db)
		if err == nil && !slices.Equal(rows, w.before) {
			err = errMoved
		}
		return err
	}
	at, err := s.state(ctx, db)
	if err != nil {
		return err
	}
	if done, running := at.progress(w.task); !slices.Equal(at.rows, w.before) || !running || done != w.done {
		return errMoved
	}
	return nil
}
