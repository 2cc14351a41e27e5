package runner

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// text is the query for what is new behind a row of the history. For all of it, that is the last row of each kind for each revision.
func (w *Watch) text(row int64) string {
	history := w.Dialect.QuoteTable(w.history)
	which := "id IN (SELECT max(id) FROM " + history + " WHERE outcome IN (" + w.texts([]string{string(Done), string(Running)}) + ")" +
		" GROUP BY revision, direction, outcome UNION ALL SELECT max(id) FROM " + history + ")"
	if row > 0 {
		which = "id >= " + strconv.FormatInt(row, 10)
		if len(w.unfinished) > 0 {
			var ids []string
			for id := range w.unfinished {
				ids = append(ids, strconv.FormatInt(id, 10))
			}
			slices.Sort(ids)
			which += " OR id IN (" + strings.Join(ids, ", ") + ")"
		}
	}
	const none = ", '', '', '', 0, 0, '', '', '', '', '', 0"
	return "SELECT 0, version_num" + none + " FROM " + w.Dialect.QuoteTable(w.VersionTable) +
		" UNION ALL SELECT -1, coalesce(" + w.Dialect.HolderJSON(w.key()) + ", '')" + none +
		" UNION ALL SELECT id, revision, direction, outcome, started, step, steps, checksum, message, who, host, coalesce(error, ''), coalesce(" + w.column("rows_done") + ", 0)" +
		" FROM " + history + " WHERE " + which
}

// look is the answer to that query.
type look struct {
	rows    []string
	holder  string
	records []Unfinished
}

func (l *look) scan(rows *sql.Rows) error {
	var (
		r       Unfinished
		started string
	)
	err := rows.Scan(&r.ID, (*rowID)(&r.Revision), &r.Direction, &r.Outcome, &started, &r.OperationsDone, &r.Operations, &r.Checksum, &r.Message,
		&r.Who, &r.Host, &r.Error, &r.Rows)
	switch {
	case err != nil:
		return err
	case r.ID == 0:
		l.rows = append(l.rows, r.Revision)
		return nil
	case r.ID < 0:
		l.holder = r.Revision
		return nil
	}
	if r.Started, err = time.Parse(timeLayout, started); err != nil {
		return fmt.Errorf("history row %d: started: %w", r.ID, err)
	}
	l.records = append(l.records, r)
	return nil
}

func markOf(r Unfinished) mark {
	return mark{r.ID, r.Revision, r.Started.Format(timeLayout), r.Checksum}
}

// take adds what a look gave to what is known.
func (w *Watch) take(l look) error {
	slices.Sort(l.rows)
	if err := w.distinct(l.rows); err != nil {
		return err
	}
	if !slices.Equal(l.rows, w.rows) {
		w.rows, w.stands = append([]string{}, l.rows...), nil
	}
	if w.holder = nil; l.holder != "" {
		w.holder = new(dialect.Session)
		if err := json.Unmarshal([]byte(l.holder), w.holder); err != nil {
			return fmt.Errorf("who holds the lock: %w", err)
		}
	}
	for _, r := range l.records {
		before, was := w.unfinished[r.ID]
		if r.ID == w.last.row && !was || was && before == r {
			continue
		}
		w.stands = nil
		delete(w.unfinished, r.ID)
		switch {
		case r.Outcome == Running:
			w.unfinished[r.ID] = r
		case r.Outcome == Done && r.Direction == Upgrade && r.ID >= w.upgrades[r.Revision].row:
			w.upgrades[r.Revision] = upgraded{r.ID, r.Checksum}
		case r.Outcome == Done && r.Direction == Stamp:
			w.stamped = max(w.stamped, r.ID)
		}
	}
	for _, r := range l.records {
		if r.ID > w.last.row {
			w.last = markOf(r)
		}
	}
	return nil
}
