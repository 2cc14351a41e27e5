package runner

import (
	"fmt"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Direction is what is done with a revision.
type Direction string

// The directions, as they stand in the history table.
const (
	Upgrade   Direction = "upgrade"
	Downgrade Direction = "downgrade"
	Stamp     Direction = "stamp"
)

// Event is a revision that was run, or stamped.
type Event struct {
	// Revision is the revision; for a stamp that only takes version rows away it is empty.
	Revision revision.Revision
	// Direction is what was done with it.
	Direction Direction
	// Database is the database's name among several; empty for the first.
	Database string
	// From are the IDs of the revisions that it led away from: none at the base, several at a merge.
	From []string
	// To are the IDs of the revisions that it led to: none at the base, several when a merge was taken back.
	To []string
	// Duration is how long it took, commit included. For a revision that was resumed it is the time of the last run.
	Duration time.Duration
	// Number counts the revisions of the run from 1.
	Number int
	// Total is how many revisions the run has planned.
	Total int
}

// Title is "upgrade 4a1f0c2b9d3e -> 8c2f1e0a7b44, Add user bio"; nothing stands in a base's place.
func (e Event) Title() string {
	line := fmt.Sprintf("%s %s -> %s", e.Direction, strings.Join(e.From, ", "), strings.Join(e.To, ", "))
	if e.Revision.Message != "" {
		line += ", " + e.Revision.Message
	}
	return line
}

// String is the title with how long it took, but for a stamp: "upgrade 4a1f0c2b9d3e -> 8c2f1e0a7b44, Add user bio (12ms)".
func (e Event) String() string {
	if e.Direction == Stamp {
		return e.Title()
	}
	return e.Title() + " (" + rounded(e.Duration).String() + ")"
}

// rounded leaves out digits that nobody reads.
func rounded(d time.Duration) time.Duration {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second)
	case d >= time.Second:
		return d.Round(10 * time.Millisecond)
	default:
		return d.Round(time.Millisecond)
	}
}

// Report says what a run did.
type Report struct {
	// Before are the version rows that the run found; nil where it did not come to read them.
	Before []string
	// After are the version rows that it left.
	After []string
	// Done are the revisions that it ran, in their order.
	Done []Event
	// Warnings say what was doubtful about the target, and the way out; mostly there are none.
	Warnings []string
	// Ahead says why an upgrade to the heads left the database as it is, which a newer program has upgraded: this one may serve on it.
	// Mostly it is empty.
	Ahead string
	// Duration is how long the run took, the wait for the lock included.
	Duration time.Duration
}

// IDs lists the revisions that were run.
func (r Report) IDs() []string {
	ids := make([]string, len(r.Done))
	for i, e := range r.Done {
		ids[i] = e.Revision.ID
	}
	return ids
}
