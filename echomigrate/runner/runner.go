// Package runner takes a database from one revision to another: lock, transactions, version rows, history.
//
// A run goes down this chain, each link of which is a method of session:
//
//	run                      reads where the database is, and takes the lock when there is something to do
//	attempt                  plans and compiles; once more when another run came in between
//	runAll                   the plan's revisions in their order, until one fails; or runInOne, all of them in one transaction
//	runRevision              one of them; an error is noted in the history
//	prepareAndRun            readies the connection, and puts it back as it was
//	runInSegments            only for a revision that is not one transaction: its transactions, and the steps between them
//	runOneByOne              only for a revision in no transaction: each of its operations by itself
//	runOutsideTransaction    a step outside a transaction
//	runSteps                 the steps of one transaction, with the version rows and the history row behind the last
package runner

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Runner runs revisions on one database. Several runners, in one process or in many, may work on the same database at
// once: each revision is run by one of them. There is one exception: in a SQLite database in memory that connections share there is
// no lock that outlasts a transaction, so a step in an op.Autocommit may be run by several at once. On a file that lock is a further
// file, named as the database with "-migrating" behind, which stays there. A Runner holds no connection between calls.
type Runner struct {
	// DB is the database. A run takes one connection from it, so that a pool of one is enough.
	DB *bun.DB
	// Dialect is the kind of database that DB is.
	Dialect dialect.Dialect
	// Graph holds the revisions.
	Graph *revision.Graph

	// Database is the database's name among several. Default: it is the only one, or the first.
	Database string
	// VersionTable holds the current heads, one row each. Default: echomigrate_version.
	VersionTable schema.Name
	// Transaction says which operations of a run are in one transaction. A stamp is one for each revision in any case.
	// Default: revision.PerRevision.
	Transaction revision.TransactionMode
	// LockTimeout is how long a run waits for others: for another run that is under way, and in each transaction for those who
	// use a table that it changes. Default: one minute.
	LockTimeout time.Duration
	// StatementLockTimeout is how long a statement of a revision waits for a lock inside PostgreSQL, where whoever comes later
	// waits behind it. Then its transaction is rolled back and tried again, with its Funcs and hooks, until LockTimeout is over.
	// Below zero it waits as long as the server lets it. Default: three seconds, or LockTimeout where that is less.
	StatementLockTimeout time.Duration
	// StatementTimeout is how long a statement of a revision may take on PostgreSQL, in a transaction and outside of one; of an
	// op.Backfill, one of a batch. Where a pooler may stand before the database, it does not hold for a Func outside a transaction.
	// Default: as long as the server lets it.
	StatementTimeout time.Duration
	// OnWait is called when a run begins to wait for others, and every ten seconds while it waits. Default: nothing is called.
	OnWait func(Wait)
	// OnRevision is called after each revision, when it is committed. Default: nothing is called.
	OnRevision func(Event)
	// OnProgress is called when a step of a revision begins, behind each batch of an op.Backfill, and twice a second while an index
	// is built on PostgreSQL: never twice at once. Default: nothing is called.
	OnProgress func(Progress)
	// BeforeRevision runs at the beginning of each revision's, or stamp's, first transaction; not again when a revision that was
	// stopped is gone on with. An error rolls the revision back. Default: nothing runs.
	BeforeRevision Hook
	// AfterRevision runs at the end of each revision's, or stamp's, last transaction, behind the bookkeeping. An error rolls that
	// transaction back. Default: nothing runs.
	AfterRevision Hook
	// Trace is called when a run, its revisions and their steps begin and end. Default: nothing is called.
	Trace Trace
	// Logger gets what happens during a run. Default: nothing is logged.
	Logger *slog.Logger
	// Clock gives the time, to measure how long revisions take. Default: time.Now.
	Clock func() time.Time
	// Who is the person or account that the history names. Default: the operating system's user.
	Who string
	// Host is the machine that the history names. Default: its host name.
	Host string
	// Build says which build of the program ran. Default: the commit that the program was built from, where the build
	// noted it.
	Build string
}

// DefaultVersionTable is the version table's name where none is given.
const DefaultVersionTable = "echomigrate_version"

// Upgrade brings the database to a target: "head", "heads", an ID, a unique prefix of one, a label, or "+N". A database
// that is there already costs one query. One that is ahead by revisions which stay compatible with the graph is there: "head" and
// "heads" leave it as it is, and the report's Ahead says so. On an error the report says what was done before it.
func (r *Runner) Upgrade(ctx context.Context, target string) (Report, error) {
	s := r.session()
	s.to = target
	return s.run(ctx, Upgrade, s.upgradeTo(ctx, target))
}

// Downgrade takes the database back to a target: an ID, a unique prefix of one, "base" for the empty database, or "-N".
// A revision that the program does not have is taken back by what the history stored of it when it was applied. On an error
// the report says what was done before it.
func (r *Runner) Downgrade(ctx context.Context, target string) (Report, error) {
	s := r.session()
	s.to = target
	return s.run(ctx, Downgrade, s.downgradeTo(ctx, target))
}

// EnsureVersion creates the version table and the history table where they are missing.
func (r *Runner) EnsureVersion(ctx context.Context) error {
	s := r.session()
	if _, err := s.versions(ctx, s.DB); errors.As(err, new(keptOut)) {
		return err
	}
	return s.locked(ctx, s.ensured)
}

// Current lists the version table's rows: the IDs of the current heads, sorted. It reads only; a database without a
// version table is at the base and has none. Rows that the program does not know are an UnknownRevisionError.
func (r *Runner) Current(ctx context.Context) ([]string, error) {
	s := r.session()
	rows, err := s.versions(ctx, s.DB)
	if err == nil {
		err = s.known(ctx, rows)
	}
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// longestWait is as long as a database can be told to wait: PostgreSQL refuses a longer setting, and SQLite takes it for none.
const longestWait = math.MaxInt32 * time.Millisecond

// withDefaults fills in what was left empty.
func (r Runner) withDefaults() Runner {
	if r.VersionTable.Table == "" {
		r.VersionTable.Table = DefaultVersionTable
	}
	if r.Transaction == "" {
		r.Transaction = revision.PerRevision
	}
	if r.LockTimeout == 0 {
		r.LockTimeout = time.Minute
	}
	if r.StatementLockTimeout == 0 {
		r.StatementLockTimeout = min(3*time.Second, r.LockTimeout)
	}
	for _, limit := range []*time.Duration{&r.LockTimeout, &r.StatementLockTimeout, &r.StatementTimeout} {
		*limit = min(*limit, longestWait)
	}
	if r.OnWait == nil {
		r.OnWait = func(Wait) {}
	}
	if r.OnRevision == nil {
		r.OnRevision = func(Event) {}
	}
	if r.OnProgress == nil {
		r.OnProgress = func(Progress) {}
	}
	if r.Logger == nil {
		r.Logger = slog.New(slog.DiscardHandler)
	}
	if r.Clock == nil {
		r.Clock = time.Now
	}
	if r.Who == "" {
		r.Who = account()
	}
	if r.Host == "" {
		r.Host = host()
	}
	if r.Build == "" {
		r.Build = build()
	}
	return r
}
