package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// RunOptions say how Upgrade and Downgrade run, their plans and dry runs, Stamp, Adopt and EnsureVersion. Several of them are taken
// together; the last one counts where two say the same.
type RunOptions struct {
	// OnRevision is called after each revision. Default: nothing is called.
	OnRevision func(runner.Event)
	// OnWait is called when the run begins to wait for others, and every ten seconds while it waits. Default: nothing is called.
	OnWait func(runner.Wait)
	// LockTimeout is how long the run waits for others. Default: Config.LockTimeout.
	LockTimeout time.Duration
	// Transaction says which operations of Upgrade and Downgrade are in one transaction. Default: Config.Transaction.
	Transaction revision.TransactionMode
	// Purge makes Stamp forget what the database said before, also when it names revisions that this program does not have. Other
	// runs do not heed it. Default: branches that the targets do not name stay as they are.
	Purge bool
	// OnProgress is called when a step of a revision begins, behind each batch of an op.Backfill, and twice a second while an index
	// is built on PostgreSQL: never twice at once. Default: nothing is called.
	OnProgress func(runner.Progress)
	// Invocation is given along to revisions and hooks, which find it by op.InvocationFrom. Default: the one that the context
	// carries, if any.
	Invocation op.Invocation
}

// Upgrade brings the database to a target as in revision.Graph's Upgrade. A database that is there already costs one query. One
// that is ahead of this program stays as it is where Status says that the program may serve: "head" and "heads" have nothing to do
// then, and the report's Ahead says why.
func (m *Migrator) Upgrade(ctx context.Context, target string, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	r := m.runner(graph, options)
	defer m.atWork(r)()
	report, err := r.Upgrade(invoked(ctx, options), target)
	report.Warnings = append(report.Warnings, m.nobodys(report.Done)...)
	return report, m.withFormer(ctx, err, report)
}

// nobodys warns of operations in what was run that are for a database that the configuration does not have, once.
func (m *Migrator) nobodys(done []runner.Event) (warnings []string) {
	if m.name != "" {
		return nil
	}
	for _, e := range done {
		for _, o := range e.Revision.Upgrade {
			further, is := o.(op.Database)
			if is && !slices.ContainsFunc(m.config.Databases, func(d Database) bool { return d.Name == further.Name }) {
				warnings = append(warnings, fmt.Sprintf(
					"revision %s has operations for database %s, which Config.Databases does not have: nothing runs them", e.Revision.ID, further.Name))
			}
		}
	}
	return warnings
}

// invoked is a context that carries the Invocation of the options.
func invoked(ctx context.Context, options []RunOptions) context.Context {
	for _, o := range options {
		if len(o.Invocation.Arguments) > 0 || o.Invocation.Tag != "" {
			ctx = op.WithInvocation(ctx, o.Invocation)
		}
	}
	return ctx
}

// Downgrade takes the database back to a target as in revision.Graph's Downgrade.
func (m *Migrator) Downgrade(ctx context.Context, target string, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	r := m.runner(graph, options)
	defer m.atWork(r)()
	return r.Downgrade(invoked(ctx, options), target)
}

// Stamp records that the database is at the given revisions without running anything.
func (m *Migrator) Stamp(ctx context.Context, targets []string, options ...RunOptions) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	r := m.runner(graph, options)
	defer m.atWork(r)()
	if slices.ContainsFunc(options, func(o RunOptions) bool { return o.Purge }) {
		return r.Purge(invoked(ctx, options), targets)
	}
	return r.Stamp(invoked(ctx, options), targets)
}

// EnsureVersion creates the version table and the history table where they are missing, and changes nothing else.
func (m *Migrator) EnsureVersion(ctx context.Context, options ...RunOptions) error {
	graph, err := m.graph()
	if err != nil {
		return err
	}
	return m.runner(graph, options).EnsureVersion(ctx)
}

// Pending lists the revisions that Upgrade to the heads would run, in their order: none when the database has the schema
// that this program was built for, or is ahead of it and the program may serve. It costs one query.
func (m *Migrator) Pending(ctx context.Context) ([]revision.Revision, error) {
	graph, err := m.compiled()
	if err != nil {
		return nil, err
	}
	_, plan, err := m.toHeads(ctx, graph)
	if isAhead(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var pending []revision.Revision
	for _, step := range plan.Steps {
		pending = append(pending, *step.Revision)
	}
	return pending, nil
}

// toHeads gives the database's version rows and the plan that leads from there to the heads.
func (m *Migrator) toHeads(ctx context.Context, graph *revision.Graph) (rows []string, plan revision.Plan, err error) {
	if rows, err = m.runner(graph, nil).Current(ctx); err != nil {
		return nil, revision.Plan{}, err
	}
	plan, err = graph.Upgrade(rows, "heads")
	return rows, plan, err
}

// isAhead reports whether an error says that the database is ahead of this program, which may serve.
func isAhead(err error) bool {
	var unknown *runner.UnknownRevisionError
	return errors.As(err, &unknown) && unknown.Ahead != ""
}
