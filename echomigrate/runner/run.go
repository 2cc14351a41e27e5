package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// planner makes a plan from the version rows.
type planner func(rows []string) (revision.Plan, error)

// run brings the database from where it is to where the plan leads.
func (s *session) run(ctx context.Context, d Direction, plan planner) (report Report, err error) {
	ctx, end := s.Trace.run(ctx, Run{Direction: d, Target: s.to, Database: s.Database})
	defer func() { end(report, err) }()
	began := s.Clock()
	defer func() { report.Duration = s.Clock().Sub(began) }()
	if is, err := s.atTarget(ctx, s.DB, d, plan, &report); is || err != nil {
		return report, err
	}
	s.waited = func(ctx context.Context) error { return s.throughMeanwhile(ctx, d, plan, &report) }
	err = s.locked(ctx, func(ctx context.Context) error {
		if err := s.ensured(ctx); err != nil {
			return err
		}
		return s.untilUnmoved(ctx, plan, &report, func() error { return s.attempt(ctx, d, plan, &report) })
	})
	if errors.Is(err, errAtTarget) {
		err = nil
	}
	s.writeLate(ctx)
	return report, err
}

// atTarget reports whether there is nothing to do. The error is the plan's, or says that others kept us from reading. Under SQLite another
// run can keep readers out for a moment: any other error is the lock's and the second reading's.
func (s *session) atTarget(ctx context.Context, db bun.IDB, d Direction, plan planner, report *Report) (is bool, err error) {
	at, err := s.state(ctx, db)
	if err != nil {
		if errors.As(err, new(keptOut)) {
			return false, err
		}
		return false, nil
	}
	report.Before, report.After = at.rows, at.rows
	if report.Ahead = s.leftAsItIs(ctx, d, at); report.Ahead != "" {
		return true, nil
	}
	p, err := s.planned(ctx, db, plan, at.rows)
	is = err == nil && len(p.Steps) == 0 && len(at.unfinished) == 0 && !(d == Stamp && len(s.edited(at)) > 0)
	if is || err != nil {
		s.warnOfEdited(at, d, report)
	}
	return is, err
}

// errAtTarget ends the wait for the lock of a run that has nothing to do any more.
var errAtTarget = errors.New("another run has done it")

// throughMeanwhile is errAtTarget where the run that was waited for has left nothing to do. What goes wrong here is told by whoever has the lock.
func (s *session) throughMeanwhile(ctx context.Context, d Direction, plan planner, report *Report) error {
	rows, err := s.versions(ctx, s.conn)
	if err != nil {
		return nil
	}
	var unknown *UnknownRevisionError
	if p, err := plan(rows); err != nil && !errors.As(err, &unknown) || len(p.Steps) > 0 {
		return nil
	}
	if is, err := s.atTarget(ctx, s.conn, d, plan, report); err != nil || !is {
		return nil
	}
	return errAtTarget
}

// attempt plans and carries the plan out, as far as no other run comes in between: then it returns errMoved.
func (s *session) attempt(ctx context.Context, d Direction, plan planner, report *Report) error {
	all, at, err := s.prepare(ctx, d, plan, report)
	if err != nil {
		return err
	}
	if d == Stamp && len(all) == 0 {
		return s.acknowledge(ctx, at)
	}
	if s.isOne(d) {
		return s.runInOne(ctx, all, report)
	}
	return s.runAll(ctx, all, report)
}

// prepare plans from where the database is, and compiles the plan. It reads only.
func (s *session) prepare(ctx context.Context, d Direction, plan planner, report *Report) ([]work, state, error) {
	at, err := s.state(ctx, s.conn)
	if err != nil {
		return nil, at, err
	}
	s.ahead, s.since = at.clock.Sub(s.Clock()), at.since()
	if len(report.Done) == 0 {
		report.Before = at.rows
	}
	report.After = at.rows
	if report.Ahead = s.leftAsItIs(ctx, d, at); report.Ahead != "" {
		return nil, at, nil
	}
	p, err := s.planned(ctx, s.conn, plan, at.rows)
	if err != nil {
		return nil, at, err
	}
	s.warn(p.Warning, report)
	s.warnOfEdited(at, d, report)
	list := tasks(p, d)
	if d != Stamp {
		if err := unfinished(at, list); err != nil {
			return nil, at, err
		}
	}
	if s.lock.Lift != nil {
		if err := s.lock.Lift(ctx); err != nil {
			return nil, at, err
		}
	}
	all, err := s.compileAll(ctx, list, at)
	s.warnOfUnlimited(all, report)
	return all, at, err
}

// warn reports a warning, once; an empty one is none.
func (s *session) warn(warning string, report *Report) {
	if warning != "" && !slices.Contains(report.Warnings, warning) {
		report.Warnings = append(report.Warnings, warning)
		s.Logger.Warn("warning", "text", warning)
	}
}

// warnOfEdited reports applied revisions that were edited, but for a stamp, which takes them as they are.
func (s *session) warnOfEdited(at state, d Direction, report *Report) {
	if ids := s.edited(at); d != Stamp && len(ids) > 0 {
		s.warn(EditedWarning(ids), report)
	}
}

func (s *session) upgradeTo(ctx context.Context, target string) planner {
	return s.fromKnown(ctx, func(rows []string) (revision.Plan, error) { return s.Graph.Upgrade(rows, target) })
}

func (s *session) downgradeTo(ctx context.Context, target string) planner {
	return func(rows []string) (revision.Plan, error) { return s.back(ctx, rows, target) }
}

// fromKnown is a planner to which rows that the program does not know are an error of their own.
func (s *session) fromKnown(ctx context.Context, plan planner) planner {
	return func(rows []string) (revision.Plan, error) {
		if err := s.known(ctx, rows); err != nil {
			return revision.Plan{}, err
		}
		return plan(rows)
	}
}

// runAll runs the revisions in their order.
func (s *session) runAll(ctx context.Context, all []work, report *Report) error {
	for i := range all {
		w := &all[i]
		began := s.Clock()
		err := s.runRevision(ctx, w)
		if err != nil && (errors.Is(err, errMoved) || len(report.Done) == 0) {
			return err
		}
		if err != nil {
			partial := &PartialError{Direction: w.direction, Applied: report.Done, Failed: w.id(), Err: err}
			for _, next := range all[i+1:] {
				partial.NotRun = append(partial.NotRun, next.id())
			}
			return partial
		}
		event := s.event(w.task, s.Clock().Sub(began))
		s.report(w, event, report)
	}
	return nil
}

// report tells of a revision that is committed.
func (s *session) report(w *work, event Event, report *Report) {
	report.Done = append(report.Done, event)
	report.After = w.after
	s.Logger.Info(string(w.direction), "revision", w.id(), "message", w.revision.Message, "duration", event.Duration)
	s.OnRevision(event)
}

// unfinished reports a revision that was stopped in its middle and that the plan does not bring to its end.
func unfinished(at state, list []task) error {
	for _, r := range at.unfinished {
		i := slices.IndexFunc(list, func(t task) bool { return t.id() == r.Revision && t.direction == r.Direction })
		switch {
		case i < 0:
			return &UnfinishedError{Record: r, Reason: "run it to its end first: " + finishing(r)}
		case list[i].checksum() != r.Checksum:
			return &UnfinishedError{Record: r, Reason: "its operations were changed since: put them back as they were and run it again"}
		}
	}
	return nil
}

// finishing is the command that goes on with a revision.
func finishing(r Record) string {
	if r.Direction == Downgrade {
		return fmt.Sprintf("`db downgrade %s-1`", r.Revision)
	}
	return fmt.Sprintf("`db upgrade %s`", r.Revision)
}
