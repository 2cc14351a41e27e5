package runner

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// filling is a Backfill in batches that is under way.
type filling struct {
	op.Backfill
	// key are the columns that it goes by, quoted, with commas between them.
	key string
	// columns are those of key, quoted.
	columns []string
	// at is how far it has got.
	at position
	// ends are the keys of the last rows of the full batches that come next, as far as they were read.
	ends []string
}

// position is how far a Backfill has got, as the history has it.
type position struct {
	// key is that of the last row that is done: SQL literals with commas between them, empty before the first row.
	key string
	// rows is how many rows are done.
	rows int64
}

// backfill goes through a table in batches. Each is a transaction, which notes in the history how far it got.
func (s *session) backfill(ctx context.Context, w *work, step dialect.Step) error {
	f, err := s.filling(ctx, w, *step.Backfill)
	if err != nil {
		return err
	}
	progress := s.watchRows(ctx, w, step, f)
	for {
		n, err := s.batch(ctx, w, f)
		if err != nil {
			return fmt.Errorf("behind row %d: %w", f.at.rows, err)
		}
		progress(f.at.rows, n == 0)
		if n == 0 {
			return nil
		}
		if err := sleep(ctx, f.Pause); err != nil {
			return err
		}
	}
}

// filling reads by which columns a Backfill goes, and where an earlier run of it has got.
func (s *session) filling(ctx context.Context, w *work, o op.Backfill) (*filling, error) {
	found, err := s.Dialect.Inspect(ctx, s.conn, dialect.Scope{Schemas: op.Schemas([]op.Operation{o}), Tables: []schema.Name{o.Target()}})
	if err != nil {
		return nil, err
	}
	key, err := batchKey(found, o)
	if err != nil {
		return nil, err
	}
	f := &filling{Backfill: o, key: op.QuoteAll(s.Dialect, key)}
	for _, column := range key {
		f.columns = append(f.columns, s.Dialect.Quote(column))
	}
	f.at, err = s.position(ctx, w.task)
	return f, err
}

// batch does the next rows, and returns how many they were: none at the end.
func (s *session) batch(ctx context.Context, w *work, f *filling) (n int64, err error) {
	next := f.at
	err = s.transaction(ctx, w, nil, func(tx bun.Tx) error {
		next = f.at // it may be tried again
		if next.key, n, err = s.endOfBatch(ctx, tx, f); err != nil || n == 0 {
			return err
		}
		next.rows += n
		update := []string{f.Update(s.Dialect, f.between(next.key))}
		result, err := s.sendAndNote(ctx, tx, update, s.inHistory(s.reach(w.task, f.at, next)))
		if err != nil {
			return s.Dialect.Explain(err)
		}
		if n, err := result.RowsAffected(); err == nil && n == 0 {
			return errMoved
		}
		return nil
	})
	if err == nil {
		f.at = next
		f.ends = f.ends[min(1, len(f.ends)):]
	}
	return n, err
}

// behind is the condition for the rows that are left, with a word before it; empty when all are.
func (f *filling) behind(word string) string {
	if f.at.key == "" {
		return ""
	}
	return word + "(" + f.key + ") > (" + f.at.key + ")"
}

// between is the condition for the rows of a batch.
func (f *filling) between(last string) string {
	return "(" + f.key + ") <= (" + last + ")" + f.behind(" AND ")
}
