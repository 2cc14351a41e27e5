package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// DryRun is what came of a run that was rolled back.
type DryRun struct {
	// Report is that of the run; its After are the rows that it would have left.
	Report
	// NotTried are the steps that did not run, in their order.
	NotTried []NotTried
}

// NotTried is a step of a dry run that did not run.
type NotTried struct {
	// Revision is the ID of its revision.
	Revision string
	// Number counts the revision's operations from 1.
	Number int
	// Operation is what the step carries out, or the first of several.
	Operation op.Operation
	// Reason says why.
	Reason string
}

// UpgradeDryRun does what Upgrade to the target does in one transaction and rolls that back, with the lock of a run held. Funcs and
// hooks run too, in the transaction; they find Invocation.DryRun set, and what they do elsewhere stays. Steps that must be
// outside a transaction are not tried, nor is what needs them.
func (r *Runner) UpgradeDryRun(ctx context.Context, target string) (DryRun, error) {
	s := r.session()
	s.to = target
	return s.dryRun(ctx, Upgrade, s.upgradeTo(ctx, target))
}

// DowngradeDryRun does the same for Downgrade.
func (r *Runner) DowngradeDryRun(ctx context.Context, target string) (DryRun, error) {
	s := r.session()
	s.to = target
	return s.dryRun(ctx, Downgrade, s.downgradeTo(ctx, target))
}

func (s *session) dryRun(ctx context.Context, d Direction, plan planner) (dry DryRun, err error) {
	ctx, end := s.Trace.run(ctx, Run{Direction: d, Target: s.to, Database: s.Database, DryRun: true})
	defer func() { end(dry.Report, err) }()
	began := s.Clock()
	defer func() { dry.Duration = s.Clock().Sub(began) }()
	invocation := op.InvocationFrom(ctx)
	invocation.DryRun = true
	ctx = op.WithInvocation(ctx, invocation)
	err = s.locked(ctx, func(ctx context.Context) error {
		return s.untilUnmoved(ctx, plan, &dry.Report, func() error {
			dry = DryRun{}
			return s.dryRunOnce(ctx, d, plan, &dry)
		})
	})
	return dry, err
}

func (s *session) dryRunOnce(ctx context.Context, d Direction, plan planner, dry *DryRun) error {
	all, _, err := s.prepare(ctx, d, plan, &dry.Report)
	if err != nil || len(all) == 0 {
		return err
	}
	missing, err := s.missingTables(ctx)
	if err != nil {
		return err
	}
	return s.prepared(ctx, scriptOfAll(all), func(ctx context.Context) error {
		return s.rolledBack(ctx, &all[0], len(missing) > 0, func(tx bun.Tx) error {
			x := dryTransaction{session: s, tx: tx, report: dry}
			return x.all(ctx, missing, all)
		})
	})
}

// rolledBack calls run in a run's transaction, in its turn, and rolls that back whatever comes of it.
func (s *session) rolledBack(ctx context.Context, first *work, bare bool, run func(bun.Tx) error) error {
	claim := s.claim()
	if bare {
		claim.Table = schema.Name{}
	}
	for wait := s.waiter(); ; {
		tx, err := s.Dialect.Begin(ctx, s.conn, claim)
		if errors.Is(err, dialect.ErrLocked) {
			if err := wait.forRun(ctx, err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		defer func() {
			s.noting = false
			_ = tx.Rollback() // what fails to roll back is a connection that is gone, and its transaction with it
		}()
		s.opening = s.Dialect.Opening(claim, nil)
		if err := s.open(ctx, tx); err != nil {
			return err
		}
		if !bare && !s.lock.Held {
			if err := s.unmoved(ctx, tx, first); err != nil {
				return err
			}
		}
		return run(tx)
	}
}

// dryTransaction is the transaction of a dry run.
type dryTransaction struct {
	*session
	tx     bun.Tx
	report *DryRun
	// skipped are the operations that did not run, and those of which a commit is missed.
	skipped []op.Operation
}

// all runs what can be run of the revisions, where the statements in missing have made our tables.
func (x *dryTransaction) all(ctx context.Context, missing []string, all []work) error {
	for _, statement := range missing {
		if _, err := execute(ctx, x.tx, statement); err != nil {
			return fmt.Errorf("create the version table: %w", err)
		}
	}
	for i := range all {
		if err := x.revision(ctx, &all[i]); err != nil {
			return fmt.Errorf("%s: %w", all[i].task, err)
		}
	}
	if _, err := execute(ctx, x.tx, x.Dialect.Settle()...); err != nil {
		return fmt.Errorf("commit: %w", x.Dialect.Explain(err))
	}
	return nil
}

// revision runs what can be run of one, with its hooks and the bookkeeping.
func (x *dryTransaction) revision(ctx context.Context, w *work) (err error) {
	ctx, end := x.traceRevision(ctx, w)
	defer func() { end(err) }()
	if err := ctx.Err(); err != nil {
		return err
	}
	began := x.Clock()
	w.started = x.now()
	if w.live {
		if err := x.compile(w, func() (*schema.Schema, error) { return x.inspect(ctx, x.tx, []task{w.task}) }); err != nil && len(x.skipped) == 0 {
			return err
		}
	}
	restore, err := x.Dialect.Prepare(ctx, x.tx, w.script)
	if err != nil {
		return fmt.Errorf("prepare the connection: %w", err)
	}
	if !w.noted {
		err = x.before(ctx, x.tx, w)
	}
	if err == nil {
		err = x.steps(ctx, w)
	}
	if err == nil {
		err = x.after(ctx, x.tx, w)
	}
	if err = errors.Join(err, restore(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	event := x.event(w.task, x.Clock().Sub(began))
	x.report.Done = append(x.report.Done, event)
	x.report.After = w.after
	x.OnRevision(event)
	return nil
}

func (x *dryTransaction) steps(ctx context.Context, w *work) error {
	w.passOver()
	for len(w.script.Steps) > 0 {
		step := w.script.Steps[0]
		w.advance()
		if step.IsAlone() {
			x.skip(w, step, "it runs outside the transaction")
			continue
		}
		if err := x.one(ctx, w, step); err != nil {
			return err
		}
		if err := x.compileBehind(ctx, x.tx, w, step); err != nil {
			return err
		}
	}
	return x.record(ctx, x.tx, w)
}

// one runs a step. Where it fails and may need a step that did not run, it counts as not tried.
func (x *dryTransaction) one(ctx context.Context, w *work, step dialect.Step) error {
	needs := x.needs(w, step)
	if _, is := step.Operation.(op.AddEnumValue); is { // the value cannot be used before a commit
		x.skipped = append(x.skipped, step.Operation)
	}
	if needs == nil {
		return x.step(ctx, x.tx, w, step)
	}
	if _, err := execute(ctx, x.tx, "SAVEPOINT dry_run"); err != nil {
		return err
	}
	failed := x.step(ctx, x.tx, w, step)
	if failed == nil || ctx.Err() != nil {
		return failed
	}
	x.skip(w, step, fmt.Sprintf("it may need %s, which is not committed here: %v", needs, failed))
	_, err := execute(ctx, x.tx, "ROLLBACK TO SAVEPOINT dry_run")
	return err
}

func (x *dryTransaction) skip(w *work, step dialect.Step, reason string) {
	x.skipped = append(x.skipped, operationsOf(w, step)...)
	x.report.NotTried = append(x.report.NotTried, NotTried{Revision: w.id(), Number: step.Number, Operation: step.Operation, Reason: reason})
}
