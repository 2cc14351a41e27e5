package runner

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Stamp says that the database is at the targets, without running anything. Other branches stay as they are; with purge
// all rows are forgotten before, also those that the program does not know. A revision that was stopped in its middle is
// taken to have been put right by hand.
func (r *Runner) Stamp(ctx context.Context, targets []string, purge bool) (Report, error) {
	s := r.session()
	if purge {
		return s.run(ctx, Stamp, func(rows []string) (revision.Plan, error) { return s.Graph.Purge(rows, targets) })
	}
	return s.run(ctx, Stamp, s.fromKnown(func(rows []string) (revision.Plan, error) { return s.Graph.Stamp(rows, targets) }))
}

// abandon ends what was stopped in its middle, for a stamp that has no version rows to change.
func (s *session) abandon(ctx context.Context, at state) error {
	return s.transaction(ctx, &work{task: task{before: at.rows}}, func(tx bun.Tx) error {
		if _, err := execute(ctx, tx, s.abandonRunning()); err != nil {
			return s.notRecorded(err)
		}
		return nil
	})
}
