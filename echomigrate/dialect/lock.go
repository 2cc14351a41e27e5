package dialect

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Lock is what a run has of the lock once its turn has come.
type Lock struct {
	// Held is set when no other run does anything until Release. Where it is not set a run has the database to itself only in
	// the transactions that Begin gives, and while it has a Hold.
	Held bool
	// Pooled is set where a pooler may stand before the database, so that the connection is to be let go while others are waited for:
	// they may need its place.
	Pooled bool
	// Backend is the server's process that has the lock; zero where it is not held, or where the database has no such number.
	Backend int64
	// Lift has statements wait for others inside the database as they did before Lock, which limited that; nil where nothing is to be
	// lifted before Release.
	Lift func(context.Context) error
	// Release gives the lock back.
	Release func(context.Context) error
}

// Hold keeps other runs out for longer than a transaction. Check may be called while the run uses its connection.
type Hold struct {
	// TakesConnection is set when it has the run's connection to itself, and closes it: the run goes on with another.
	TakesConnection bool
	// Check fails when it does not keep others out any more, because its connection is lost.
	Check func(context.Context) error
	// Release ends it.
	Release func(context.Context) error
}

// Claim says how a run's transaction begins.
type Claim struct {
	// Key names what is migrated, as for Lock.
	Key string
	// Table is the version table, which is there; empty where the transaction itself is to create it.
	Table schema.Name
	// Holding is set while the run has a Hold.
	Holding bool
	// Backend is the server's process that has the run's lock, as Lock gave it.
	Backend int64
	// LockTimeout is how long a statement waits for a lock; not above zero means as long as the database does by itself.
	LockTimeout time.Duration
	// StatementTimeout is how long a statement may take; not above zero means as long as the database lets it.
	StatementTimeout time.Duration
}

// Session is somebody's connection to the database, as the database tells of it. What it does not tell is zero.
type Session struct {
	// PID is the server's process that serves it.
	PID int
	// Application is what the client calls itself.
	Application string
	// User is the role that it connected as.
	User string
	// Address is where the client is.
	Address string
	// Connected is when it connected, Transaction when its transaction began, Statement when its last statement began.
	Connected, Transaction, Statement time.Time
	// Now is the database's time.
	Now time.Time
	// Query is its last statement; Idle is set when that is over.
	Query string
	Idle  bool
}

// String is "process 4711 (shop) of ann at 10.0.0.7".
func (s Session) String() string {
	text := fmt.Sprintf("process %d", s.PID)
	if s.Application != "" {
		text += " (" + s.Application + ")"
	}
	if s.User != "" {
		text += " of " + s.User
	}
	return text + " at " + cmp.Or(s.Address, "this machine")
}

// Since says how long the session has been there, as far as is known: ", connected since …, its last statement began …".
func (s Session) Since() string {
	var text string
	if !s.Connected.IsZero() {
		text += ", connected since " + clock(s.Connected)
	}
	if !s.Statement.IsZero() {
		text += ", its last statement began " + clock(s.Statement)
	}
	return text
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 MST") }

// Blocker is a session in whose way a change of a table is.
type Blocker struct {
	Session
	// Table is what it uses.
	Table schema.Name
}

// String names the table, who uses it, for how long and by what.
func (b Blocker) String() string {
	text := fmt.Sprintf("table %s is in use by %s", b.Table, b.Session)
	if !b.Transaction.IsZero() {
		text += ", whose transaction has been open for " + max(0, b.Now.Sub(b.Transaction)).Round(time.Second).String()
	}
	if b.Query == "" {
		return text
	}
	does := " and runs "
	if b.Idle {
		does = " and idles behind "
	}
	return text + does + shortened(strings.Join(strings.Fields(b.Query), " "))
}

// longestQuery is how much of a query an error shows, in characters.
const longestQuery = 100

func shortened(query string) string {
	if runes := []rune(query); len(runes) > longestQuery {
		return string(runes[:longestQuery]) + "…"
	}
	return query
}
