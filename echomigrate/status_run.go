package echomigrate

import (
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// atWork notes how far a run of this program has got, for Status, until the function that it returns is called.
func (m *Migrator) atWork(r *runner.Runner) (over func()) {
	onProgress, onRevision := r.OnProgress, r.OnRevision
	r.OnProgress = func(p runner.Progress) {
		run := &StatusRun{
			UnderWay: true, Since: m.config.Clock(), Revision: p.Event.Revision.ID, Direction: p.Event.Direction,
			Step: p.Step - 1, Steps: p.Steps, Rows: p.Done,
		}
		if before := m.status.run.Load(); before != nil && before.Revision == run.Revision {
			run.Since = before.Since
		}
		m.status.run.Store(run)
		if onProgress != nil {
			onProgress(p)
		}
	}
	r.OnRevision = func(e runner.Event) {
		m.status.changed()
		if onRevision != nil {
			onRevision(e)
		}
	}
	return func() {
		m.status.run.Store(nil)
		m.status.changed()
	}
}

// withRun adds what this program itself is at, of which it knows more than the database.
func (m *Migrator) withRun(s Status) Status {
	own := m.status.run.Load()
	if own == nil {
		return s
	}
	run := *own
	if s.Run != nil && s.Run.UnderWay {
		run.Session, run.Who, run.Host = s.Run.Session, s.Run.Who, s.Run.Host
	}
	s.Run = &run
	if len(s.Pending) > 0 && len(s.Unknown) == 0 {
		s.Reason = behind(s)
	}
	if s.State != StateCurrent {
		s.State = StateMigrating
	}
	return s
}
