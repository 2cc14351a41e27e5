package echomigrate

import (
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// statusOf is the Status of a database that stands so to the program's revisions.
func (m *Migrator) statusOf(stands runner.Standing, graph *revision.Graph) Status {
	s := m.emptyStatus()
	s.Current, s.MayServe = stands.Rows, stands.MayServe()
	s.Edited = append(s.Edited, stands.Edited...)
	for _, r := range graph.EffectiveHeads() {
		s.Heads = append(s.Heads, r.ID)
	}
	for _, r := range stands.Pending {
		s.Pending = append(s.Pending, StatusRevision{ID: r.ID, Message: r.Message, CompatibleWith: r.CompatibleWith})
	}
	for _, u := range stands.Unknown {
		s.Unknown = append(s.Unknown, StatusRevision{ID: u.ID, Message: u.Message, CompatibleWith: u.CompatibleWith})
	}
	switch pending, unknown := len(s.Pending) > 0, len(s.Unknown) > 0; {
	case pending && unknown:
		s.State = StateDiverged
	case pending:
		s.State = StateBehind
	case unknown:
		s.State = StateAhead
	default:
		s.State = StateCurrent
	}
	s.Run = runOf(stands)
	s.Reason = reason(s, stands.Unknown)
	if s.State != StateCurrent && stands.UnderWay {
		s.State = StateMigrating
	}
	return s
}

// unknown is the Status of a database that could not be asked.
func (m *Migrator) unknown(err error) Status {
	s := m.emptyStatus()
	s.State, s.Err = StateUnknown, err
	s.Reason = "the database cannot be asked: " + oneLine(err.Error())
	return s
}

func (m *Migrator) emptyStatus() Status {
	return Status{
		Database: m.name, At: m.config.Clock(),
		Current: []string{}, Heads: []string{}, Pending: []StatusRevision{}, Unknown: []StatusRevision{}, Edited: []string{},
	}
}

// runOf is the run that is under way or was stopped; nil when there is none.
func runOf(stands runner.Standing) *StatusRun {
	if !stands.UnderWay && len(stands.Unfinished) == 0 {
		return nil
	}
	r := &StatusRun{UnderWay: stands.UnderWay}
	if h := stands.Holder; h != nil {
		r.Session, r.Since = h.String(), busySince(*h)
	}
	if len(stands.Unfinished) > 0 {
		u := stands.Unfinished[0]
		r.Who, r.Host, r.Since, r.Error = u.Who, u.Host, u.Started, u.Error
		if r.UnderWay {
			r.Error = "" // that was an earlier run's
		}
		r.Revision, r.Direction, r.Step, r.Steps, r.Rows = u.Revision, u.Direction, u.OperationsDone, u.Operations, u.Rows
	}
	return r
}

// busySince is when a session began what it is at.
func busySince(s dialect.Session) time.Time {
	if s.Transaction.IsZero() {
		return s.Connected
	}
	return s.Transaction
}
