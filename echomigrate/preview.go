package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// PreviewUpgrade is what Upgrade to the target would do: each revision, each statement, which locks it takes and how large the
// tables are. It reads only, and waits for nobody.
func (m *Migrator) PreviewUpgrade(ctx context.Context, target string) (runner.Preview, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Preview{}, err
	}
	return m.runner(graph, nil).PreviewUpgrade(ctx, target)
}

// PreviewDowngrade is what Downgrade to the target would do, as PreviewUpgrade has it.
func (m *Migrator) PreviewDowngrade(ctx context.Context, target string) (runner.Preview, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Preview{}, err
	}
	return m.runner(graph, nil).PreviewDowngrade(ctx, target)
}
