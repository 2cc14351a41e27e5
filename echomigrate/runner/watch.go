package runner

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// Watch looks at a database again and again. A look is one query, which reads what is new in the history since the one before: so
// it stays quick however long the history is. Only the first look, and one that finds something unexpected, takes more.
// A Watch is for one goroutine at a time, and holds no connection between looks.
type Watch struct {
	*session
	// there is set when both tables were found.
	there bool
	// rows are the version rows.
	rows []string
	// last is the history's last row that was read.
	last mark
	// upgrades are the last upgrades of each revision; stamped is the row of the last stamp.
	upgrades map[string]upgraded
	stamped  int64
	// unfinished are the running rows, by ID.
	unfinished map[int64]Unfinished
	// stored is what the history keeps of unknown revisions, by row.
	stored map[int64]storedRevision
	// checksums are those of the graph's revisions, as far as they were needed.
	checksums map[string]string
	holder    *dialect.Session
	// stands is what came out of the look before; nil when that is no longer so.
	stands *Standing
}

// mark is what tells a row of the history from that of another history.
type mark struct {
	row                         int64
	revision, started, checksum string
}

// upgraded is a revision's upgrade in the history.
type upgraded struct {
	row      int64
	checksum string
}

// Watch begins to look at the runner's database.
func (r *Runner) Watch() *Watch {
	return newWatch(r.session())
}

func newWatch(s *session) *Watch {
	w := &Watch{session: s, checksums: map[string]string{}}
	w.forget()
	return w
}

// HasLooked reports whether there is a history that was read, so that the next look reads only what is new.
func (w *Watch) HasLooked() bool { return w.last.row > 0 }

// forget forgets what was read.
func (w *Watch) forget() {
	w.rows, w.last, w.stamped, w.holder, w.stands = []string{}, mark{}, 0, nil, nil
	w.upgrades, w.unfinished, w.stored = map[string]upgraded{}, map[int64]Unfinished{}, map[int64]storedRevision{}
}

// Look says how the database stands now. A database without our tables is at the base.
func (w *Watch) Look(ctx context.Context) (Standing, error) {
	s, err := w.standing(ctx)
	if err == nil && !s.UnderWay && len(s.Unfinished) > 0 {
		if s.UnderWay, err = w.Dialect.IsHeld(ctx, w.DB, w.key()); err != nil {
			return Standing{}, fmt.Errorf("look for the run that is at %s: %w", s.Unfinished[0].Revision, err)
		}
	}
	return s, err
}

// standing is Look as far as the tables, and the database's sessions, say it.
func (w *Watch) standing(ctx context.Context) (Standing, error) {
	if err := w.read(ctx); err != nil {
		w.forget()
		return Standing{}, fmt.Errorf("read tables %s and %s: %w", w.VersionTable, w.history, w.Dialect.Explain(err))
	}
	if w.stands == nil {
		if err := w.readUnknown(ctx); err != nil {
			return Standing{}, fmt.Errorf("read table %s: %w", w.history, err)
		}
		s, err := w.stand()
		if err != nil {
			return Standing{}, err
		}
		w.stands = &s
	}
	s := *w.stands
	s.Holder, s.UnderWay = w.holder, w.holder != nil
	return s, nil
}

// read reads both tables, as far as they are there.
func (w *Watch) read(ctx context.Context) error {
	for range 2 {
		if !w.there {
			version, history, err := w.tables(ctx)
			switch {
			case err != nil:
				return err
			case !version:
				w.forget()
				return nil
			case !history:
				w.forget()
				w.rows, err = w.versions(ctx, w.reader())
				return err
			}
			w.there = true
		}
		if len(w.lacking) > 0 { // a run may have added them
			if err := w.lookForColumns(ctx, w.reader()); err != nil {
				return err
			}
		}
		err := w.readHistory(ctx, w.reader(), func() error { return w.readNew(ctx) })
		if err == nil || !w.Dialect.IsMissingTable(err) {
			return err
		}
		w.there = false
	}
	w.forget() // somebody makes and drops the tables as we look
	return nil
}

func (w *Watch) tables(ctx context.Context) (version, history bool, err error) {
	var v, h int
	text := "SELECT " + w.Dialect.Exists(w.VersionTable) + ", " + w.Dialect.Exists(w.history)
	err = dialect.Query(ctx, w.reader(), text, func(rows *sql.Rows) error { return rows.Scan(&v, &h) })
	return v != 0, h != 0, err
}

// readNew reads what is new, and everything where the history is not the one that was read before.
func (w *Watch) readNew(ctx context.Context) error {
	before := w.last
	for {
		l := look{}
		if err := dialect.Query(ctx, w.reader(), w.text(before.row), l.scan); err != nil {
			return err
		}
		if before.row > 0 && !slices.ContainsFunc(l.records, func(r Unfinished) bool { return markOf(r) == before }) {
			w.forget()
			before = mark{}
			continue
		}
		return w.take(l)
	}
}

// readUnknown reads what the history keeps of revisions that the graph does not have, where such ones are applied or under way.
func (w *Watch) readUnknown(ctx context.Context) error {
	applied := slices.Clone(w.rows)
	for _, u := range w.unfinished {
		applied = append(applied, u.Revision)
	}
	if len(w.unknown(applied)) == 0 {
		return nil
	}
	var ids []string
	for id := range w.upgrades {
		applied = append(applied, id)
	}
	for _, id := range w.unknown(applied) {
		if row := w.keptIn(id); row > 0 {
			if _, read := w.stored[row]; !read {
				ids = append(ids, strconv.FormatInt(row, 10))
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return w.readHistory(ctx, w.reader(), func() error { return w.readStored(ctx, ids) })
}

// readStored reads what the rows of the history keep that have these IDs.
func (w *Watch) readStored(ctx context.Context, ids []string) error {
	stored := w.column("stored")
	text := "SELECT id, " + stored + " FROM " + w.Dialect.QuoteTable(w.history) + " WHERE " + stored + " IS NOT NULL AND id IN (" + strings.Join(ids, ", ") + ")"
	return dialect.Query(ctx, w.reader(), text, func(rows *sql.Rows) error {
		var (
			row  int64
			text string
			one  storedRevision
		)
		if err := rows.Scan(&row, &text); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return fmt.Errorf("row %d: %w", row, err)
		}
		w.stored[row] = one
		return nil
	})
}
