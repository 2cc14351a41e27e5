package runner

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// PartialError says that a run ended early when some of its revisions were committed already.
type PartialError struct {
	// Direction is what was to be done.
	Direction Direction
	// Applied are the revisions that were run before; they stay.
	Applied []Event
	// Failed is the revision that was not run, or not to its end.
	Failed string
	// NotRun are the IDs of the revisions that would have followed.
	NotRun []string
	// Err is what went wrong.
	Err error
}

// Error is the cause and what the database was left at.
func (e *PartialError) Error() string {
	text := fmt.Sprintf("%v (done before: %s", e.Err, shortened(Report{Done: e.Applied}.IDs()))
	if len(e.NotRun) > 0 {
		text += "; not run: " + shortened(e.NotRun)
	}
	return text + ")"
}

// Unwrap is the cause.
func (e *PartialError) Unwrap() error { return e.Err }

// shortened keeps a long list of IDs readable: its ends and how many there are.
func shortened(ids []string) string {
	if len(ids) <= 4 {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s, %s … %s, %d in all", ids[0], ids[1], ids[len(ids)-1], len(ids))
}

// UnknownRevisionError says that the version table names revisions that the program does not have.
type UnknownRevisionError struct {
	// Table is the version table.
	Table schema.Name
	// IDs are the rows that are not known, sorted.
	IDs []string
	// Kept is set when the history keeps what takes them back, so that Downgrade can.
	Kept bool
	// Ahead says that the program may serve all the same, and why; empty where it may not.
	Ahead string
}

// Error names the rows and the ways out.
func (e *UnknownRevisionError) Error() string {
	if e.Ahead != "" {
		return fmt.Sprintf("%s; for anything else %s", e.Ahead, e.wayOut("what this program does not have"))
	}
	return fmt.Sprintf("table %s says that the database is at %s, which this program does not have: %s; two apps in one database need a "+
		"Config.VersionTable each", e.Table, Listed(e.IDs), e.wayOut("it"))
}

// wayOut is what can be done about them, which a sentence calls it or them.
func (e *UnknownRevisionError) wayOut(them string) string {
	text := "run a program that was built with " + them + ", "
	if e.Kept {
		text += "take " + them + " back with `db downgrade`, by what the history keeps of " + them + ", "
	}
	return text + "or say where the database is with `db stamp --purge REVISION`"
}

// UnfinishedError says that a revision with steps outside a transaction was stopped in its middle, and that the run that
// was asked for would not bring it to its end.
type UnfinishedError struct {
	// Record is what the history says of it.
	Record Record
	// Reason says why it cannot simply be gone on with.
	Reason string
}

// Error says how far the revision got and the ways out.
func (e *UnfinishedError) Error() string {
	return fmt.Sprintf("%s %s stopped behind step %d of %d: %s; or put the database right by hand and say where it is with `db stamp REVISION`",
		e.Record.Direction, e.Record.Revision, e.Record.OperationsDone, e.Record.Operations, e.Reason)
}

// errMoved says that another run changed the version rows since they were read: the plan is of no use any more.
var errMoved = errors.New("the version rows were changed by another run")

// PanicError is a panic in an op.Func.
type PanicError struct {
	// Value is what was given to panic.
	Value any
	// Stack is the goroutine's stack at the panic.
	Stack []byte
}

// Error is the panic's value.
func (e *PanicError) Error() string {
	return "panic: " + strings.Join(strings.Fields(fmt.Sprint(e.Value)), " ")
}

// Unwrap is the value, where it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
