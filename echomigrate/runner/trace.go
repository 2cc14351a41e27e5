package runner

import (
	"cmp"
	"context"
	"errors"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// Trace is called when parts of a run begin and end, for spans as OpenTelemetry has them. Run, Revision and Step get the context of what the
// part belongs to. They return the context that the part goes on with, queries, Funcs and hooks in it included, and what is called
// when it ends, with its error; nil for what is not wanted. Within a run nothing is called twice at once. The zero value calls nothing.
type Trace struct {
	// Run is called when a run begins, also one that will find nothing to do, and one that will be rolled back.
	Run func(ctx context.Context, r Run) (context.Context, func(Report, error))
	// Revision is called when a revision begins, or is gone on with. One that another run has done meanwhile ends without an error.
	Revision func(ctx context.Context, e Event) (context.Context, func(error))
	// Step is called when a step of a revision begins: once more where its transaction is tried once more.
	Step func(ctx context.Context, p Progress) (context.Context, func(error))
	// Wait is called when the run begins to wait for others, and every ten seconds while it waits, with the context of the part
	// that waits.
	Wait func(ctx context.Context, w Wait)
}

// Run is a run that begins.
type Run struct {
	// Direction is what will be done.
	Direction Direction
	// Target is where it is to lead, as it was given, such as "head"; several are behind one another with commas between them.
	Target string
	// Database is the database's name among several; empty for the first.
	Database string
	// DryRun is set when it will be rolled back.
	DryRun bool
}

func (t Trace) run(ctx context.Context, r Run) (context.Context, func(Report, error)) {
	end := func(Report, error) {}
	if t.Run == nil {
		return ctx, end
	}
	inner, given := t.Run(ctx, r)
	if given != nil {
		end = given
	}
	return cmp.Or(inner, ctx), end
}

func (s *session) traceRevision(ctx context.Context, w *work) (context.Context, func(error)) {
	if s.Trace.Revision == nil {
		return ctx, func(error) {}
	}
	inner, end := s.Trace.Revision(ctx, s.event(w.task, 0))
	return cmp.Or(inner, ctx), func(err error) {
		if errors.Is(err, errMoved) {
			err = nil
		}
		if end != nil {
			end(err)
		}
	}
}

// beginStep tells that a step begins, and what it returns that it ends.
func (s *session) beginStep(ctx context.Context, w *work, step dialect.Step) (context.Context, func(error)) {
	p := s.progress(w, step)
	s.OnProgress(p)
	inner, endTrace := ctx, func(error) {}
	if s.Trace.Step != nil {
		given, end := s.Trace.Step(ctx, p)
		inner = cmp.Or(given, ctx)
		if end != nil {
			endTrace = end
		}
	}
	endWatch := s.watchBuild(ctx, w, step)
	return inner, func(err error) {
		endWatch(err)
		endTrace(err)
	}
}
