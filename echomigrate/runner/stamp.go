package runner

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Stamp says that the database is at the targets, without running anything. Other branches stay as they are. A revision that was
// stopped in its middle is taken to have been put right by hand.
func (r *Runner) Stamp(ctx context.Context, targets []string) (Report, error) {
	s := r.session()
	s.to = strings.Join(targets, ", ")
	return s.run(ctx, Stamp, s.fromKnown(ctx, func(rows []string) (revision.Plan, error) { return s.Graph.Stamp(rows, targets) }))
}

// Purge is Stamp that forgets all rows before, also those that the program does not know.
func (r *Runner) Purge(ctx context.Context, targets []string) (Report, error) {
	s := r.session()
	s.to = strings.Join(targets, ", ")
	return s.run(ctx, Stamp, func(rows []string) (revision.Plan, error) { return s.Graph.Purge(rows, targets) })
}

// acknowledge takes the database as it is, for a stamp that has no version rows to change: what was stopped in its middle is
// ended, and applied revisions that were edited count as they are now.
func (s *session) acknowledge(ctx context.Context, at state) error {
	if len(at.unfinished) == 0 && len(s.edited(at)) == 0 {
		return nil
	}
	w := &work{task: task{direction: Stamp, before: at.rows, after: at.rows}, started: s.now()}
	statements := []string{s.abandonRunning()}
	if len(at.rows) > 0 {
		w.revision, _ = s.Graph.Revision(at.rows[0])
		statements = append(statements, s.insertDone(w.task, w.started, 0))
	}
	return s.transaction(ctx, w, nil, func(tx bun.Tx) error {
		_, err := s.sendAndNote(ctx, tx, nil, s.inHistory(statements...))
		return err
	})
}
