package runner

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

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
	// ends are where the next batches end that have been looked for.
	ends []position
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
		if err := wait(ctx, f.Pause); err != nil {
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
	if len(f.ends) == 0 {
		if f.ends, err = s.nextEnds(ctx, f); err != nil || len(f.ends) == 0 {
			return 0, err
		}
	}
	next := f.ends[0]
	err = s.transactionOf(ctx, w, nil, func(tx bun.Tx) error {
		result, err := s.send(ctx, tx, f.Update(s.Dialect, f.between(next.key)), s.reach(w.task, f.at, next))
		if err != nil {
			return s.Dialect.Explain(err)
		}
		if n, err := result.RowsAffected(); err == nil && n == 0 {
			return errMoved
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	n = next.rows - f.at.rows
	f.at, f.ends = next, f.ends[1:]
	return n, nil
}

// ahead is how many batches are looked for at once: one query more for each batch would take as long as the batch on a fast network.
const ahead = 20

// nextEnds are the positions behind each of the next batches, as the rows are now; none when no row is left. A row that comes
// meanwhile is in the batch in which its key is.
func (s *session) nextEnds(ctx context.Context, f *filling) (ends []position, err error) {
	literals := make([]string, len(f.columns))
	for i, column := range f.columns {
		literals[i] = s.Dialect.LiteralOf(column)
	}
	text := fmt.Sprintf("SELECT %[1]s, echomigrate_n FROM "+
		"(SELECT %[2]s, row_number() OVER (ORDER BY %[2]s) AS echomigrate_n, lead(1) OVER (ORDER BY %[2]s) AS echomigrate_next "+
		"FROM (SELECT %[2]s FROM %[3]s%[4]s ORDER BY %[2]s LIMIT %[5]d) AS echomigrate_left) AS echomigrate_numbered "+
		"WHERE echomigrate_n %% %[6]d = 0 OR echomigrate_next IS NULL ORDER BY echomigrate_n",
		strings.Join(literals, " || ', ' || "), f.key, s.Dialect.QuoteTable(f.Target()), f.behind(" WHERE "), ahead*f.BatchSize, f.BatchSize)
	err = query(ctx, s.conn, text, func(r *sql.Rows) error {
		var end position
		if err := r.Scan(&end.key, &end.rows); err != nil {
			return err
		}
		end.rows += f.at.rows
		if last := len(ends) - 1; last >= 0 && ends[last].key == end.key { // rows with equal keys are in one batch
			ends = ends[:last]
		}
		ends = append(ends, end)
		return nil
	})
	if err != nil {
		return nil, s.Dialect.Explain(err)
	}
	return ends, nil
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

// wait waits, and ends early with the context.
func wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}
