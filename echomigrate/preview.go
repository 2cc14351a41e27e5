package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// PreviewUpgrade is what Upgrade to the target would do: each revision, each statement, which locks it takes and how large the
// tables are. It reads only, and waits for nobody.
func (m *Migrator) PreviewUpgrade(ctx context.Context, target string, options ...RunOptions) (runner.Preview, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Preview{}, err
	}
	return m.runner(graph, options).PreviewUpgrade(ctx, target)
}

// PreviewDowngrade is what Downgrade to the target would do, as PreviewUpgrade has it.
func (m *Migrator) PreviewDowngrade(ctx context.Context, target string, options ...RunOptions) (runner.Preview, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Preview{}, err
	}
	return m.runner(graph, options).PreviewDowngrade(ctx, target)
}

// TryUpgrade does what Upgrade to the target does in one transaction and rolls that back, with the lock of a run held. Funcs and hooks
// run too and find op.Invocation's DryRun set: what they do outside the database stays. Steps that must be outside a transaction
// are not tried, nor is what needs them.
func (m *Migrator) TryUpgrade(ctx context.Context, target string, options ...RunOptions) (runner.Trial, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Trial{}, err
	}
	return m.runner(graph, options).TryUpgrade(invoked(ctx, options), target)
}

// TryDowngrade does the same for Downgrade.
func (m *Migrator) TryDowngrade(ctx context.Context, target string, options ...RunOptions) (runner.Trial, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Trial{}, err
	}
	return m.runner(graph, options).TryDowngrade(invoked(ctx, options), target)
}
