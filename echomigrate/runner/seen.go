package runner

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// seen is what a transaction found when it had looked at our tables. As long as a later one on the same connection finds the same,
// no other run has been here, and it need not read them again.
type seen struct {
	// commits is the number that Dialect.Commits asks for; not valid where nothing was seen.
	commits sql.NullInt64
	// revision and direction are those of the task whose transaction it was.
	revision  string
	direction Direction
}

// unmovedSince is unmoved for a transaction that Begin gave, and what is seen once that is committed.
func (s *session) unmovedSince(ctx context.Context, tx bun.Tx, w *work) (now seen, err error) {
	before := s.seen
	s.seen = seen{}
	query := s.Dialect.Commits()
	if query == "" {
		return seen{}, s.unmoved(ctx, tx, w)
	}
	now.revision, now.direction = w.id(), w.direction
	if err := dialect.Query(ctx, tx, query, func(r *sql.Rows) error { return r.Scan(&now.commits) }); err != nil {
		return seen{}, fmt.Errorf("ask whether others have committed: %w", s.Dialect.Explain(err))
	}
	if now.commits.Valid && (now == before || now.commits == before.commits && !w.noted) {
		return now, nil
	}
	at, err := s.place(ctx, tx)
	if err != nil {
		return seen{}, err
	}
	if slices.ContainsFunc(at.unfinished, func(r Record) bool { return r.Revision != w.id() || r.Direction != w.direction }) {
		now = seen{} // it may be the task of a later transaction
	}
	return now, s.unmovedIn(at, w)
}
