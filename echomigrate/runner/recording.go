package runner

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// note is what is written into one of our tables.
type note struct {
	table      schema.Name
	statements []string
}

// notRecorded is the error of a note. No step is to blame for it.
type notRecorded struct{ error }

// Unwrap is the error with the table's name before it.
func (e notRecorded) Unwrap() error { return e.error }

// inHistory is a note in the history table.
func (s *session) inHistory(statements ...string) note { return note{s.history, statements} }

// record runs the bookkeeping.
func (s *session) record(ctx context.Context, db bun.IDB, w *work) error {
	return s.write(ctx, db, s.bookkeeping(w)...)
}

// recordStep notes how far a running revision has got, also when nothing of it is left.
func (s *session) recordStep(ctx context.Context, db bun.IDB, w *work) error {
	return s.write(ctx, db, s.inHistory(s.updateRunning(w.task, w.done)))
}

func (s *session) write(ctx context.Context, db bun.IDB, notes ...note) error {
	result, err := s.sendAndNote(ctx, db, nil, notes...)
	if err != nil {
		return err
	}
	return s.recorded(result)
}

// sendAndNote sends statements, and notes behind them, in one round trip of a transaction. By a savepoint before each note it tells
// afterwards whether a note failed, and which; the savepoints of what was noted before in the same transaction are released.
func (s *session) sendAndNote(ctx context.Context, db bun.IDB, statements []string, notes ...note) (sql.Result, error) {
	all := slices.Clone(statements)
	if s.noting {
		all = slices.Insert(all, 0, "RELEASE SAVEPOINT "+savepoint(0))
	}
	for i, n := range notes {
		all = append(append(all, "SAVEPOINT "+savepoint(i)), n.statements...)
	}
	result, err := s.send(ctx, db, all...)
	if err == nil {
		s.noting = true
		return result, nil
	}
	for i := len(notes) - 1; i >= 0; i-- {
		if _, lacks := execute(ctx, db, "ROLLBACK TO SAVEPOINT "+savepoint(i)); lacks == nil {
			return nil, notRecorded{fmt.Errorf("record it in table %s: %w", notes[i].table, s.explained(ctx, db, err))}
		}
	}
	return nil, err
}

func savepoint(i int) string { return "echomigrate_note_" + strconv.Itoa(i+1) }

// bookkeeping is how far a task has got. The last statement changes one row, and none when the tables do not hold what they must.
func (s *session) bookkeeping(w *work) []note {
	if !w.isThrough() {
		return []note{s.inHistory(s.updateRunning(w.task, w.done))}
	}
	w.finished = true
	var notes []note
	if moves := s.moveVersions(w.before, w.after); len(moves) > 0 {
		notes = append(notes, note{s.VersionTable, moves})
	}
	var rows []string
	if w.direction == Stamp {
		rows = append(rows, s.abandonRunning())
	}
	if w.noted {
		rows = append(rows, s.finishRunning(w.task, w.steps()))
	} else {
		rows = append(rows, s.insertDone(w.task, w.started, w.steps()))
	}
	return append(notes, s.inHistory(rows...))
}

// recorded looks at what the bookkeeping's last statement did, where the driver tells.
func (s *session) recorded(result sql.Result) error {
	if n, err := result.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("tables %s and %s do not hold what this run left there: another program changed them: run it again",
			s.VersionTable, s.history)
	}
	return nil
}

// isNotRecorded reports whether an error is a note's.
func isNotRecorded(err error) bool { return errors.As(err, new(notRecorded)) }
