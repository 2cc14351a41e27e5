package runner

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// StampAt is Stamp with targets that are found by looking at the database: find gets the version rows and a connection to read from. It
// is called before the lock is taken, and again under it; an error of it ends the run.
func (r *Runner) StampAt(ctx context.Context, find func(ctx context.Context, db bun.IDB, rows []string) ([]string, error)) (Report, error) {
	s := r.session()
	return s.run(ctx, Stamp, s.fromKnown(ctx, func(rows []string) (revision.Plan, error) {
		targets, err := find(ctx, s.reader(), rows)
		if err != nil {
			return revision.Plan{}, err
		}
		return s.Graph.Stamp(rows, targets)
	}))
}
