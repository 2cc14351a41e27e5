package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// RunOptions say how Upgrade, Downgrade and Stamp run.
type RunOptions struct {
	// OnStep is called after each revision. Default: nothing is called.
	OnStep func(runner.Event)
}

// Upgrade brings the database to a revision: "head", an ID or a unique prefix of one, or "+N" for N steps up. A database
// that is there already costs one query.
func (m *Migrator) Upgrade(ctx context.Context, target string, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	return m.runner(graph, options).Upgrade(ctx, target)
}

// Downgrade takes the database back to a revision: an ID or a unique prefix of one, "base" for the empty database, or "-N"
// for N steps down.
func (m *Migrator) Downgrade(ctx context.Context, target string, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	return m.runner(graph, options).Downgrade(ctx, target)
}

// Stamp records that the database is at the given revisions without running anything. With purge, what the database said
// before is forgotten, also when it names revisions that this program does not have.
func (m *Migrator) Stamp(ctx context.Context, targets []string, purge bool, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	return m.runner(graph, options).Stamp(ctx, targets, purge)
}

// EnsureVersion creates the version table and the history table where they are missing, and changes nothing else.
func (m *Migrator) EnsureVersion(ctx context.Context) error {
	graph, err := m.graph()
	if err != nil {
		return err
	}
	return m.runner(graph, nil).EnsureVersion(ctx)
}

// Pending lists the revisions that Upgrade to the heads would run, in their order: none when the database has the schema
// that this program was built for. It costs one query.
func (m *Migrator) Pending(ctx context.Context) ([]revision.Revision, error) {
	repository, err := m.repository()
	if err != nil {
		return nil, err
	}
	graph, err := repository.Graph()
	if err != nil {
		return nil, err
	}
	rows, err := m.rows(ctx, graph)
	if err != nil {
		return nil, err
	}
	plan, err := graph.Upgrade(rows, "heads")
	if err != nil {
		return nil, err
	}
	var pending []revision.Revision
	for _, step := range plan.Steps {
		pending = append(pending, step.Revision)
	}
	return pending, nil
}
