package runner

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// Outcome is how a revision's run ended.
type Outcome string

// The outcomes, as they stand in the history table.
const (
	// Done is a revision that was run to its end.
	Done Outcome = "done"
	// Failed is a revision of which nothing is left in the database.
	Failed Outcome = "failed"
	// Running is a revision with steps outside a transaction that is under way, or was stopped in its middle.
	Running Outcome = "running"
)

// Record is a row of the history table: one run of one revision.
type Record struct {
	// ID counts the rows from 1.
	ID int64
	// Revision is the revision's ID.
	Revision string
	// Direction is what was done with it.
	Direction Direction
	// Started is when it began, by the database's clock.
	Started time.Time
	// Finished is when it ended, by the database's clock; zero while it is under way.
	Finished time.Time
	// Duration is how long it took, in whole milliseconds.
	Duration time.Duration
	// Outcome is how it ended.
	Outcome Outcome
	// OperationsDone is how many operations were done, those of an Autocommit counted one by one.
	OperationsDone int
	// Operations is how many operations there are for this database.
	Operations int
	// Checksum is op.Checksum of the operations.
	Checksum string
	// Message is the revision's message.
	Message string
	// Error is what made it fail; empty when nothing did.
	Error string
	// Who is the account that ran it.
	Who string
	// Host is the machine that ran it.
	Host string
	// Build is the build of the program that ran it.
	Build string
	// Stored is what takes the revision back where the program does not have it, as JSON; empty but for upgrades.
	Stored string
}

// timeLayout is how the history spells a time; dialect.Dialect's Now gives the same.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Log lists the history, oldest first. It reads only; a database without a history table has none.
func (r *Runner) Log(ctx context.Context) ([]Record, error) {
	s := r.session()
	return s.records(ctx, s.column, "ORDER BY id")
}

// records reads rows of the history; spelt gives what is read for a column.
func (s *session) records(ctx context.Context, spelt func(column string) string, rest string) ([]Record, error) {
	var records []Record
	err := s.reading(ctx, s.reader(), func(ctx context.Context, db bun.IDB) error {
		return s.readHistory(ctx, db, func() error {
			records = nil
			columns := slices.Clone(recordColumns())
			for i, name := range columns {
				columns[i] = spelt(name)
			}
			text := "SELECT " + strings.Join(columns, ", ") + " FROM " + s.Dialect.QuoteTable(s.history) + " " + rest
			return dialect.Query(ctx, db, text, func(rows *sql.Rows) error {
				record, err := scanRecord(rows)
				records = append(records, record)
				return err
			})
		})
	})
	if err != nil && s.Dialect.IsMissingTable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", s.history, s.explained(ctx, s.reader(), err))
	}
	return records, nil
}

// Recent lists the history's last rows, newest first, without what they store: so many of those before the row of an ID, or of all
// where that is 0. It reads only; a database without a history table has none.
func (r *Runner) Recent(ctx context.Context, before int64, limit int) ([]Record, error) {
	s := r.session()
	condition := ""
	if before > 0 {
		condition = fmt.Sprintf("WHERE id < %d ", before)
	}
	spelt := func(column string) string {
		if column == "stored" {
			return "NULL"
		}
		return s.column(column)
	}
	return s.records(ctx, spelt, fmt.Sprintf("%sORDER BY id DESC LIMIT %d", condition, limit))
}

// insertInto is the beginning of an INSERT of a Record; what follows gives a value for each of its columns.
func (s *session) insertInto() string {
	return "INSERT INTO " + s.Dialect.QuoteTable(s.history) + " (" + strings.Join(recordColumns(), ", ") + ") "
}

// insertDone is the history row of a revision that is being done now, in the same transaction. It is inserted only when the
// version rows are those that they must be by then.
func (s *session) insertDone(t task, started string, steps int) string {
	return s.insertInto() + fmt.Sprintf("SELECT %s, %s, %s, %s, %s, %s, %s, %d, %d, %s, %s, NULL, %s, %s WHERE %s",
		s.nextID(), s.text(t.id()), s.text(string(t.direction)), s.text(started),
		s.Dialect.Now(), s.Dialect.Since(s.text(started)), s.text(string(Done)), steps, steps,
		s.text(t.checksum()), s.text(t.revision.Message), s.origin(), s.stored(t), s.versionsAre(t.after))
}

// insertFailed is the history row of a revision that was rolled back. It is not inserted where the revision is done after
// all, which is so when the answer to the commit was lost: at are the version rows that there are when it is not.
func (s *session) insertFailed(w *work, at []string, cause error) string {
	t, started := w.task, w.started
	return s.insertInto() + fmt.Sprintf("SELECT %s, %s, %s, %s, %s, %s, %s, %d, %d, %s, %s, %s, %s, NULL WHERE %s",
		s.nextID(), s.text(t.id()), s.text(string(t.direction)), s.text(started),
		s.Dialect.Now(), s.Dialect.Since(s.text(started)), s.text(string(Failed)), w.done, w.steps(),
		s.text(t.checksum()), s.text(t.revision.Message), s.text(cause.Error()), s.origin(), s.versionsAre(at))
}

// insertRunning is the history row of a revision that is about to begin and is not one transaction.
func (s *session) insertRunning(t task, started string, steps int) string {
	return s.insertInto() + fmt.Sprintf("VALUES (%s, %s, %s, %s, NULL, NULL, %s, 0, %d, %s, %s, NULL, %s, %s)",
		s.nextID(), s.text(t.id()), s.text(string(t.direction)), s.text(started),
		s.text(string(Running)), steps, s.text(t.checksum()), s.text(t.revision.Message), s.origin(), s.stored(t))
}

// updateRunning notes how far a running revision has got. How far a Backfill has got is kept as long as the revision is at it: on
// SQLite a run that goes on may have something to look at before.
func (s *session) updateRunning(t task, step int) string {
	return fmt.Sprintf("UPDATE %s SET step = %d, reached = CASE WHEN step = %d THEN reached END, rows_done = CASE WHEN step = %d THEN rows_done END WHERE %s",
		s.Dialect.QuoteTable(s.history), step, step, step, s.isRunning(t))
}

// finishRunning notes that a running revision is done, under the same condition as insertDone.
func (s *session) finishRunning(t task, steps int) string {
	return fmt.Sprintf("UPDATE %s SET step = %d, outcome = %s, error = NULL, reached = NULL, rows_done = NULL, finished = %s, duration_ms = %s WHERE %s AND %s",
		s.Dialect.QuoteTable(s.history), steps, s.text(string(Done)), s.Dialect.Now(), s.Dialect.Since("started"), s.isRunning(t), s.versionsAre(t.after))
}

// noteError keeps the running row and notes why it stands still.
func (s *session) noteError(t task, cause error) string {
	return fmt.Sprintf("UPDATE %s SET error = %s WHERE %s", s.Dialect.QuoteTable(s.history), s.text(cause.Error()), s.isRunning(t))
}

// failRunning ends a running row of whose revision nothing is left in the database. It does nothing where a step is done
// after all, which is so when the answer to the commit was lost.
func (s *session) failRunning(t task, cause error) string {
	return fmt.Sprintf("UPDATE %s SET outcome = %s, error = %s, finished = %s, duration_ms = %s WHERE step = 0 AND %s", s.Dialect.QuoteTable(s.history),
		s.text(string(Failed)), s.text(cause.Error()), s.Dialect.Now(), s.Dialect.Since("started"), s.isRunning(t))
}

// abandonRunning ends whatever is running: a stamp has said where the database is.
func (s *session) abandonRunning() string {
	return fmt.Sprintf("UPDATE %s SET outcome = %s, finished = %s, duration_ms = %s WHERE outcome = %s",
		s.Dialect.QuoteTable(s.history), s.text(string(Failed)), s.Dialect.Now(), s.Dialect.Since("started"), s.text(string(Running)))
}

func (s *session) isRunning(t task) string {
	return fmt.Sprintf("revision = %s AND direction = %s AND outcome = %s", s.text(t.id()), s.text(string(t.direction)), s.text(string(Running)))
}

// nextID needs no sequence: whoever inserts holds the lock.
func (s *session) nextID() string {
	return "(SELECT coalesce(max(id), 0) + 1 FROM " + s.Dialect.QuoteTable(s.history) + ")"
}

// origin are the literals for who, host and build.
func (s *session) origin() string { return s.texts([]string{s.Who, s.Host, s.Build}) }

// scanRecord reads a row of recordColumns.
func scanRecord(rows *sql.Rows) (Record, error) {
	var (
		r               Record
		started         string
		finished, cause sql.NullString
		stored          sql.NullString
		duration        sql.NullInt64
	)
	err := rows.Scan(&r.ID, &r.Revision, &r.Direction, &started, &finished, &duration, &r.Outcome, &r.OperationsDone, &r.Operations,
		&r.Checksum, &r.Message, &cause, &r.Who, &r.Host, &r.Build, &stored)
	if err != nil {
		return Record{}, err
	}
	r.Error, r.Stored = cause.String, stored.String
	r.Duration = time.Duration(duration.Int64) * time.Millisecond
	if r.Started, err = time.Parse(timeLayout, started); err != nil {
		return Record{}, fmt.Errorf("history row %d: started: %w", r.ID, err)
	}
	if finished.Valid {
		if r.Finished, err = time.Parse(timeLayout, finished.String); err != nil {
			return Record{}, fmt.Errorf("history row %d: finished: %w", r.ID, err)
		}
	}
	return r, nil
}
