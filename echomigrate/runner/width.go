package runner

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// narrowest is how many characters the version table takes in any case: as many as Alembic's.
const narrowest = 32

// planned is a plan from the version rows whose IDs the version table can hold.
func (s *session) planned(ctx context.Context, db bun.IDB, plan planner, rows []string) (revision.Plan, error) {
	p, err := plan(rows)
	if err != nil {
		return revision.Plan{}, err
	}
	return p, s.fits(ctx, db, p)
}

// fits reports an ID that is too long for a version table that somebody else made.
func (s *session) fits(ctx context.Context, db bun.IDB, p revision.Plan) error {
	id := longest(p)
	if id == "" {
		return nil
	}
	var width sql.NullInt64
	err := dialect.Query(ctx, db, "SELECT "+s.Dialect.Width(s.VersionTable, "version_num"), func(r *sql.Rows) error { return r.Scan(&width) })
	if err != nil {
		return fmt.Errorf("read table %s: %w", s.VersionTable, err)
	}
	if n := utf8.RuneCountInString(id); width.Valid && width.Int64 < int64(n) {
		return fmt.Errorf("%s (it takes %d characters)", s.tooLong(id), width.Int64)
	}
	return nil
}

// takes is an SQL condition: the version table takes the ID.
func (s *session) takes(id string) string {
	return fmt.Sprintf("coalesce(%s >= %d, 1 = 1)", s.Dialect.Width(s.VersionTable, "version_num"), utf8.RuneCountInString(id))
}

// tooLong says that an ID does not fit, and the way out.
func (s *session) tooLong(id string) string {
	return fmt.Sprintf("the ID %s has %d characters, which is too long for column version_num of table %s: make it a %s, or give the revision a shorter ID",
		id, utf8.RuneCountInString(id), s.VersionTable, idType)
}

// longest is the longest ID that a plan writes; empty where all of them fit into any version table.
func longest(p revision.Plan) string {
	found, most := "", narrowest
	for _, step := range p.Steps {
		before := step.Before()
		for _, id := range step.After() {
			if n := utf8.RuneCountInString(id); n > most && !slices.Contains(before, id) {
				found, most = id, n
			}
		}
	}
	return found
}
