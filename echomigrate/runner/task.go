package runner

import (
	"fmt"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// task is one revision to be run in one direction, as the plan has it.
type task struct {
	revision  revision.Revision
	direction Direction
	// before are the version rows that it needs, sorted; after are those that it leaves.
	before, after []string
	// number counts the plan's tasks from 1; total is how many there are.
	number, total int
}

// tasks are a plan's steps.
func tasks(plan revision.Plan, d Direction) []task {
	list := make([]task, len(plan.Steps))
	for i, step := range plan.Steps {
		list[i] = task{
			revision:  *step.Revision,
			direction: d,
			before:    step.Before(),
			after:     step.After(),
			number:    i + 1,
			total:     len(plan.Steps),
		}
	}
	return list
}

func (t task) id() string { return t.revision.ID }

// String is "upgrade 8c2f1e0a7b44", as it stands before an error.
func (t task) String() string { return fmt.Sprintf("%s %s", t.direction, t.id()) }

// operations are the revision's own, for all kinds of databases.
func (t task) operations() []op.Operation {
	switch t.direction {
	case Upgrade:
		return t.revision.Upgrade
	case Downgrade:
		return t.revision.Downgrade
	default:
		return nil
	}
}

func (t task) checksum() string { return op.Checksum(t.operations()) }

// event is what is reported of a task that took so long.
func (s *session) event(t task, took time.Duration) Event {
	e := Event{Revision: t.revision, Direction: t.direction, Database: s.Database, Duration: took, Number: t.number, Total: t.total}
	switch t.direction {
	case Upgrade:
		e.From, e.To = t.revision.Revises, []string{t.id()}
	case Downgrade:
		e.From, e.To = []string{t.id()}, t.revision.Revises
	default:
		e.From, e.To = without(t.before, t.after), without(t.after, t.before)
	}
	return e
}
