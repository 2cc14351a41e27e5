package runner

import (
	"fmt"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Progress is how far a run has got in the middle of a revision.
type Progress struct {
	// Event is the revision, with no Duration yet.
	Event Event
	// Step is the number of the operation that is under way, counted from 1.
	Step int
	// Steps is how many operations the revision has for this database.
	Steps int
	// Operation is the operation, or the first of several that are one step.
	Operation op.Operation
	// Phase is what an index build is at, in the database's words, such as "building index: scanning table"; empty else. A step that
	// builds an index on PostgreSQL is asked for it twice a second when it has taken a second, on another connection of the pool.
	Phase string
	// WaitsFor is the server's process whose transaction an index build waits for; zero where it waits for none.
	WaitsFor int
	// Unit is what Done and Total count, such as "rows", and within a phase "blocks", "tuples" or "transactions"; empty where nothing
	// is counted.
	Unit string
	// Done is how much of the step is done, by an earlier run too.
	Done int64
	// Total is about how much there is to do, in a phase exactly how much; zero where that is not known. Done can end above it and
	// below it.
	Total int64
	// Rate is how much this run does in a second; zero as long as that is not known.
	Rate float64
	// Ends is set when a step that counts is through.
	Ends bool
}

// String is "upgrade 8c2f1e0a7b44: step 2 of 3, Backfill users.handle with lower(name): 45000 of about 100000 rows, 21000 rows/s".
// Of an index it is "…: building index: scanning table, 1200 of 5000 blocks, 800 blocks/s".
func (p Progress) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: step %d of %d, %s", p.Event.Direction, p.Event.Revision.ID, p.Step, p.Steps, p.Operation)
	switch {
	case p.Phase != "":
		p.writePhase(&b)
	case p.Unit != "":
		p.writeCount(&b)
	}
	return b.String()
}

// writeCount writes ": 45000 of about 100000 rows, 21000 rows/s".
func (p Progress) writeCount(b *strings.Builder) {
	fmt.Fprintf(b, ": %d", p.Done)
	if p.Total > 0 && !p.Ends {
		fmt.Fprintf(b, " of about %d", p.Total)
	}
	fmt.Fprintf(b, " %s", p.Unit)
	p.writeRate(b)
}

// writePhase writes ": building index: scanning table, 1200 of 5000 blocks, 800 blocks/s".
func (p Progress) writePhase(b *strings.Builder) {
	if p.Ends {
		b.WriteString(": the index is built")
		return
	}
	fmt.Fprintf(b, ": %s", p.Phase)
	if p.Unit != "" {
		fmt.Fprintf(b, ", %d of %d %s", p.Done, p.Total, p.Unit)
	}
	if p.WaitsFor != 0 {
		fmt.Fprintf(b, ", at process %d", p.WaitsFor)
	}
	p.writeRate(b)
}

func (p Progress) writeRate(b *strings.Builder) {
	if p.Rate > 0 {
		fmt.Fprintf(b, ", %.0f %s/s", p.Rate, p.Unit)
	}
}

// logPause is how often the log gets the progress of a long step.
const logPause = 10 * time.Second

// progress is where a run is when a step begins.
func (s *session) progress(w *work, step dialect.Step) Progress {
	return Progress{Event: s.event(w.task, 0), Step: step.Number, Steps: w.steps(), Operation: step.Operation}
}

// logProgress writes a long step's progress into the log.
func (s *session) logProgress(p Progress) {
	s.Logger.Info("progress", "revision", p.Event.Revision.ID, "step", p.Step, "steps", p.Steps, "operation", p.Operation.String(),
		"phase", p.Phase, "waits_for", p.WaitsFor, "unit", p.Unit, "done", p.Done, "total", p.Total, "rate", p.Rate)
}
