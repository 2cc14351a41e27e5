package echomigrate

import (
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// State says how a database's schema stands to this program.
type State string

// The states.
const (
	// StateCurrent is a database with all revisions of this program and no others.
	StateCurrent State = "current"
	// StateBehind is a database that lacks revisions of this program.
	StateBehind State = "behind"
	// StateAhead is a database with all revisions of this program and further ones.
	StateAhead State = "ahead"
	// StateDiverged is a database that has revisions which this program does not have, and is not known to have all of this
	// program's.
	StateDiverged State = "diverged"
	// StateMigrating is a database that is not current, and that a run is at work on.
	StateMigrating State = "migrating"
	// StateUnknown is a database that could not be asked, or a program whose revisions do not fit together.
	StateUnknown State = "unknown"
)

// states are all of them, in the order of the metrics.
var states = []State{StateCurrent, StateBehind, StateAhead, StateDiverged, StateMigrating, StateUnknown}

// Status is how a database's schema stands to this program. The names of its JSON stay the same from version to version.
type Status struct {
	// Database is the database's name among several; empty for the first.
	Database string `json:"database,omitempty"`
	// State is the whole in one word.
	State State `json:"state"`
	// MayServe is set when this program can work with the schema: the database is current, or it is ahead by revisions that
	// declare that they stay compatible with a revision that this program has.
	MayServe bool `json:"may_serve"`
	// Reason says in one line why the database is not current; empty when it is.
	Reason string `json:"reason,omitempty"`
	// Current are the version table's rows, sorted.
	Current []string `json:"current"`
	// Heads are the revisions that an upgrade of this program leads to.
	Heads []string `json:"heads"`
	// Pending are the revisions of this program that are not applied, in the order in which they would be. One that was
	// stopped in its middle is among them.
	Pending []StatusRevision `json:"pending"`
	// Unknown are applied revisions that this program does not have, the newest first. One that is under way or was stopped in its
	// middle is among them.
	Unknown []StatusRevision `json:"unknown"`
	// Edited are the IDs of applied revisions whose operations are not those that were run, in the order in which they were applied.
	Edited []string `json:"edited"`
	// Run is the run that is under way, or that was stopped in the middle of a revision; nil when there is none.
	Run *StatusRun `json:"run,omitempty"`
	// At is when the database was asked.
	At time.Time `json:"at"`
	// Err is what went wrong when State is StateUnknown.
	Err error `json:"-"`
}

// StatusRevision is a revision in a Status.
type StatusRevision struct {
	// ID is the revision's ID.
	ID string `json:"revision"`
	// Message is its message, as far as it is known.
	Message string `json:"message"`
	// CompatibleWith is the oldest revision whose programs can work with the schema that the revision leaves; empty where it
	// declares none.
	CompatibleWith string `json:"compatible_with,omitempty"`
}

// StatusRun is a run in a Status. What is not known of it is zero.
type StatusRun struct {
	// UnderWay is set while it is at work; else it was stopped in the middle of Revision.
	UnderWay bool `json:"under_way"`
	// Session is its session, as the database tells of it: "process 4711 (shop) of ann at 10.0.0.7".
	Session string `json:"session,omitempty"`
	// Who is the account that runs it, and Host the machine.
	Who  string `json:"who,omitempty"`
	Host string `json:"host,omitempty"`
	// Since is when it began: the revision where that is known, else the session's transaction, or the session.
	Since time.Time `json:"since,omitzero"`
	// Revision is what it is at. It is known where a revision is more than one transaction.
	Revision string `json:"revision,omitempty"`
	// Direction is what is done with the revision.
	Direction runner.Direction `json:"direction,omitempty"`
	// Step is how many of the revision's operations are done, of Steps in all.
	Step  int `json:"step"`
	Steps int `json:"steps"`
	// Rows is how many rows an op.Backfill has done.
	Rows int64 `json:"rows,omitempty"`
	// Error is why it stands still.
	Error string `json:"error,omitempty"`
}
