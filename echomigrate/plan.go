package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// UpgradePlan is what Upgrade to the target would do: each revision, each statement, which locks it takes and how large the
// tables are. It reads only, and waits for nobody.
func (m *Migrator) UpgradePlan(ctx context.Context, target string, options ...RunOptions) (runner.Plan, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Plan{}, err
	}
	return m.runner(graph, options).UpgradePlan(ctx, target)
}

// DowngradePlan is what Downgrade to the target would do, as UpgradePlan has it.
func (m *Migrator) DowngradePlan(ctx context.Context, target string, options ...RunOptions) (runner.Plan, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Plan{}, err
	}
	return m.runner(graph, options).DowngradePlan(ctx, target)
}
