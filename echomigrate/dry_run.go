package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// UpgradeDryRun does what Upgrade to the target does in one transaction and rolls that back, with the lock of a run held. Funcs and hooks
// run too and find op.Invocation's DryRun set: what they do outside the database stays. Steps that must be outside a transaction
// are not tried, nor is what needs them.
func (m *Migrator) UpgradeDryRun(ctx context.Context, target string, options ...RunOptions) (runner.DryRun, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.DryRun{}, err
	}
	dry, err := m.runner(graph, options).UpgradeDryRun(invoked(ctx, options), target)
	return dry, m.withFormer(ctx, err, dry.Report)
}

// DowngradeDryRun does the same for Downgrade.
func (m *Migrator) DowngradeDryRun(ctx context.Context, target string, options ...RunOptions) (runner.DryRun, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.DryRun{}, err
	}
	return m.runner(graph, options).DowngradeDryRun(invoked(ctx, options), target)
}
