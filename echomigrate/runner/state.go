package runner

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// state is what the version table and the history table say of the database.
type state struct {
	// rows are the version rows, sorted; not nil.
	rows []string
	// unfinished are the history's running rows, oldest first.
	unfinished []Record
	// done are the history's upgrades and stamps that came to their end, oldest first.
	done []Record
	// last is the history's last row that was read; zero where it has none.
	last int64
	// clock is the database's, where it was read.
	clock time.Time
}

// ended is in the place of the step of what came to its end.
const ended = "-1"

// state reads both tables and the clock in one query. Where a table is missing it reads what there is.
func (s *session) state(ctx context.Context, db bun.IDB) (state, error) {
	at, err := s.read(ctx, db, s.selectPlace()+
		" UNION ALL SELECT id, revision, direction, "+ended+", 0, checksum FROM "+s.Dialect.QuoteTable(s.history)+
		" WHERE outcome = "+s.text(string(Done))+" AND direction IN ("+s.texts([]string{string(Upgrade), string(Stamp)})+")"+
		" UNION ALL SELECT -1, "+s.Dialect.Now()+", '', 0, 0, ''")
	if err != nil && s.Dialect.IsMissingTable(err) {
		at.rows, err = s.versions(ctx, db)
	}
	return at, err
}

// place is the state as far as a transaction needs to look at it: the version rows, and what is running. Of the history it reads what
// came since it was read before, however long that is.
func (s *session) place(ctx context.Context, db bun.IDB) (state, error) {
	at, err := s.read(ctx, db, s.selectSince(s.since))
	if err == nil && at.last < s.since { // somebody took rows out of the history, and numbers begin again
		at, err = s.read(ctx, db, s.selectPlace())
	}
	if err != nil && s.Dialect.IsMissingTable(err) { // a plan before the first run
		if rows, errVersions := s.versions(ctx, db); errVersions == nil {
			return state{rows: rows}, nil
		}
	}
	if err == nil {
		s.since = at.since()
	}
	return at, err
}

// since is the first row of the history that has to be read again to know what is running: what has come to its end stays so.
func (at state) since() int64 {
	if len(at.unfinished) > 0 {
		return at.unfinished[0].ID
	}
	return at.last
}

func (s *session) selectPlace() string {
	return s.selectVersions() + " UNION ALL SELECT id, revision, direction, step, steps, checksum FROM " + s.Dialect.QuoteTable(s.history) +
		" WHERE outcome = " + s.text(string(Running))
}

// selectSince is selectPlace with all rows of the history from one on.
func (s *session) selectSince(id int64) string {
	return s.selectVersions() + " UNION ALL SELECT id, revision, direction, CASE outcome WHEN " + s.text(string(Running)) +
		" THEN step ELSE " + ended + " END, steps, checksum FROM " + s.Dialect.QuoteTable(s.history) + " WHERE id >= " + strconv.FormatInt(id, 10)
}

func (s *session) selectVersions() string {
	return "SELECT 0, version_num, '', 0, 0, '' FROM " + s.Dialect.QuoteTable(s.VersionTable)
}

func (s *session) read(ctx context.Context, db bun.IDB, text string) (state, error) {
	var at state
	err := s.reading(ctx, db, func(ctx context.Context, db bun.IDB) error {
		at = state{rows: []string{}}
		return dialect.Query(ctx, db, text, at.scan)
	})
	if err != nil {
		return state{}, fmt.Errorf("read tables %s and %s: %w", s.VersionTable, s.history, s.explained(ctx, db, err))
	}
	slices.Sort(at.rows)
	for _, list := range [][]Record{at.unfinished, at.done} {
		slices.SortFunc(list, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	}
	if err := s.distinct(at.rows); err != nil {
		return state{}, err
	}
	return at, nil
}

func (at *state) scan(rows *sql.Rows) error {
	var r Record
	if err := rows.Scan(&r.ID, (*rowID)(&r.Revision), &r.Direction, &r.OperationsDone, &r.Operations, &r.Checksum); err != nil {
		return err
	}
	at.last = max(at.last, r.ID)
	switch r.ID {
	case 0:
		at.rows = append(at.rows, r.Revision)
	case -1:
		clock, err := time.Parse(timeLayout, r.Revision)
		if err != nil {
			return fmt.Errorf("the database's clock: %w", err)
		}
		at.clock = clock
	default:
		if r.OperationsDone < 0 {
			r.Outcome = Done
			at.done = append(at.done, r)
			return nil
		}
		r.Outcome = Running
		at.unfinished = append(at.unfinished, r)
	}
	return nil
}

// progress is how many operations of a revision were done by a run that was stopped in its middle.
func (at state) progress(t task) (step int, resumed bool) {
	for _, r := range at.unfinished {
		if r.Revision == t.id() && r.Direction == t.direction {
			return r.OperationsDone, true
		}
	}
	return 0, false
}
