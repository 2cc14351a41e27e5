// Package page draws the development page and the status page as HTML, from plain values.
package page

import (
	"strings"
	"time"
)

// Content is what a page says. What is empty is left out.
type Content struct {
	// Path is where the page is, for links and forms; empty for links on a page whose path is not known.
	Path string
	// Token goes along with each form.
	Token string
	// Return is the path of the app that the page stands in the place of; empty for the page itself.
	Return Code
	// Dialect is the kind of the database, such as "postgres".
	Dialect string
	// Database is its name among several; Databases are all of them, none where there is one.
	Database  string
	Databases []Database
	// Headline is the answer in a few words.
	Headline Headline
	// Result is what came of a button.
	Result *Result
	// Stale says what the program was built without, so that it must be built again.
	Stale Code
	// Answered is set where the database answered. Without it the page has what the program knows by itself.
	Answered bool
	// Silence says why the database did not answer.
	Silence Code
	// Run is the run that is under way, or that was stopped in the middle of a revision.
	Run string
	// Actions are the buttons. A page without them only tells.
	Actions *Actions
	// Pending is what an upgrade would run.
	Pending Pending `bytes:"120000"`
	// Models are what the models say that no revision does yet.
	Models Models `bytes:"60000"`
	// Findings are what stands in the way of a run or is left of one.
	Findings Findings `bytes:"30000"`
	// History is the graph of the revisions.
	History History `bytes:"70000"`
	// Runs is the log.
	Runs Runs `bytes:"60000"`
}

// Code is text that is shown as it is written, with its lines: SQL, errors.
type Code string

// Short reports whether it can stand on a page without being asked for.
func (c Code) Short() bool { return len(c) < 400 && strings.Count(string(c), "\n") < 4 }

// Database is one of several databases.
type Database struct {
	// Name is its name; empty for the first.
	Name string
	// Shown is set for the one that the page is about.
	Shown bool
}

// Headline is how the database stands to the program, in a few words.
type Headline struct {
	// Tone is how good that is.
	Tone Tone
	// Text says it, such as "3 revisions pending".
	Text string
}

// Tone is how good something is.
type Tone string

// The tones.
const (
	Good    Tone = "good"
	Waiting Tone = "waiting"
	Bad     Tone = "bad"
)

// Result is what came of a button.
type Result struct {
	// Tone is Bad for an error.
	Tone Tone
	// Text is what was done, in one line, or what was tried.
	Text string
	// Lines are its parts, such as the revisions that were run.
	Lines []string
	// Error is what went wrong; empty where nothing did.
	Error Code
}

// Actions are the buttons of a page.
type Actions struct {
	// Upgrade and Generate say which buttons there are.
	Upgrade, Generate bool
	// Downgrade is the revision that one step down takes back; nil where there is none.
	Downgrade *Revision
	// TakesBack are the IDs of all that this step takes back; they go along with its form.
	TakesBack []string
	// Renames and Fills are what only a person can know about a new revision: what was renamed, and the columns that need a value for
	// the rows that are there.
	Renames []Rename
	Fills   []string
}

// Rename is a question.
type Rename struct {
	// From is what is gone, and To are the names that it may have got.
	From string
	To   []string
}

// Pending is what an upgrade would run.
type Pending struct {
	// Revisions are the first of them, in their order; More is how many follow.
	Revisions     []Revision
	RevisionsMore int
	// Fault says why the SQL is not known.
	Fault Code
}

// Revision is a revision with what it does.
type Revision struct {
	// ID, Message and Source name it: Source is the file and line.
	ID, Message, Source string
	// Operations are its operations in words.
	Operations     []Operation
	OperationsMore int
	// Irreversible is set where there is no way back.
	Irreversible bool
}

// Operation is a step of a revision: an operation, or several that are carried out together.
type Operation struct {
	// Text is what it does.
	Text string
	// Statements is its SQL for this database; empty where that is not known.
	Statements Code
	// Locks say which tables others wait for, one each.
	Locks     []string
	LocksMore int
}

// Models are what the models say that no revision does yet.
type Models struct {
	// Compared is set where models and database were compared.
	Compared bool
	// Tables is how many tables were.
	Tables int
	// Changes are the operations that a new revision would have, with notes.
	Changes     []Change
	ChangesMore int
	// Notes are warnings and questions.
	Notes     []string
	NotesMore int
	// Later says why they were not compared, where that is no fault.
	Later string
	// Fault says why the comparison failed, or why no revision can come of it.
	Fault Code
}

// Change is an operation that no revision has yet.
type Change struct {
	// Text is what it does; Notes are what a reader should know of it.
	Text  string
	Notes []string
}

// Findings are what stands in the way of a run, or is left of one.
type Findings struct {
	// List has the worst first.
	List     []Finding
	ListMore int
	// Fault says why nobody looked.
	Fault Code
}

// Finding is one of them.
type Finding struct {
	// Tone is how much it matters.
	Tone Tone
	// Text is what was found; WayOut is what to do about it.
	Text, WayOut string
}

// History is a stretch of the revisions, newest first.
type History struct {
	// Drawing has the graph; its rows are the revisions.
	Drawing Drawing
	// Newer and Older are where the neighbouring stretches begin; nil where there is none.
	Newer, Older *int
	// Fault says what is wrong with the revisions.
	Fault Code
}

// Runs is a stretch of the log, newest first.
type Runs struct {
	// List are the runs.
	List []Run
	// Newest is set on the first stretch; Older is the number of the run that the next one begins behind, 0 where there is none.
	Newest bool
	Older  int64
	// Fault says why the log is not known.
	Fault Code
}

// Run is a row of the log.
type Run struct {
	// Started is when it began.
	Started time.Time
	// Direction is what was done; Revision and Message say with what.
	Direction, Revision, Message string
	// Tone and Outcome say how it ended.
	Tone    Tone
	Outcome string
	// Duration is how long it took, in words.
	Duration string
	// By is who ran it, and where.
	By string
	// Error is what made it fail.
	Error Code
}
