package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Config says how migrations work in one application. The zero value is a good one.
type Config struct {
	// Repository holds the revisions. Default: the one repository that the program's imports created, beside those of
	// VersionLocations.
	Repository *revision.Repository
	// VersionLocations are further places of revisions: a library's that brings tables of its own, or a module's of this
	// program. All revisions together form one graph. Default: there is one place, Directory.
	VersionLocations []VersionLocation
	// Models are pointers to model structs, such as (*User)(nil). Default: the models that are registered on the database
	// when Init is called.
	Models []any
	// Databases are further databases with the same history: a revision holds the operations for each (op.Database), and each
	// database has a version table of its own. Default: there is one database.
	Databases []Database
	// Directory is the migration repository's, relative to the working directory: revision files are written and looked for
	// in its directory "versions". Its file revision.go.tmpl, where there is one, is the form of new Go files: a text/template
	// over a render.File, such as render.RevisionTemplate.
	// Default: "migrations".
	Directory string
	// Schemas are further database schemas to compare, beside the default one and those that models name. Default: none.
	Schemas []string
	// VersionTable is the table that holds the current revisions; the history is beside it.
	// Default: echomigrate_version, with echomigrate_history.
	VersionTable schema.Name
	// Include reports whether a table takes part in comparisons of models and database. Default: all do.
	Include func(table schema.Name) bool
	// IncludeObject reports whether an object takes part in comparisons: a table, a column, a constraint or an index, by its
	// Kind. It gets the object as the database has it and as the models say it; one of them is nil where only the other side
	// has it. What takes no part is neither added, altered nor dropped, and what needs it while the database does not have it is
	// left out too, with a warning. An index or constraint goes along with its column all the same, which the revision notes;
	// where a foreign key or a computed column that is left out needs what goes, that is an error. It is asked about what belongs
	// to a table only when the table takes part. Default: all do.
	IncludeObject func(o diff.Pair) bool
	// CompareType says whether the type of a column differs between database and models: diff.Same, diff.Different, or
	// diff.Undecided to leave it to the comparison. Both columns are as a revision would write them. It is asked only where
	// something about the type differs. Default: the comparison decides.
	CompareType func(table schema.Name, actual, desired schema.Column) diff.Verdict
	// CompareDefault says the same of a column's default. Default: the comparison decides.
	CompareDefault func(table schema.Name, actual, desired schema.Column) diff.Verdict
	// Naming names the constraints and indexes that the models give no name, by patterns such as
	// "fk_{table}_{columns}_{ref_table}". What a database has by other names stays as it is. New refuses a pattern that cannot be
	// used. Default: PostgreSQL's own names.
	Naming schema.Naming
	// BeforeRevision runs before the operations of each revision, and before a stamp, in the revision's transaction: the db that
	// it gets. An error rolls the revision back and ends the run. Its event has no Duration yet; op.InvocationFrom finds what
	// the run was given. A revision with steps outside a transaction has several transactions: BeforeRevision runs in the first
	// one, which notes that the revision began, and not again when a revision that was stopped is gone on with. Scripts of SQL
	// leave it out. Default: nothing runs.
	BeforeRevision func(ctx context.Context, e runner.Event, db bun.IDB) error
	// AfterRevision runs after the operations of each revision and after a stamp, with the version table as the revision leaves
	// it, in the revision's transaction and before it is committed. An error rolls the revision back and ends the run. Where a
	// revision has steps outside a transaction only what stands behind the last of them is rolled back; the next run goes on
	// from there and calls AfterRevision again. Scripts of SQL leave it out. Default: nothing runs.
	AfterRevision func(ctx context.Context, e runner.Event, db bun.IDB) error
	// Transaction says which operations of a run are in one transaction: those of each revision (revision.PerRevision), those of the
	// whole run (revision.AllInOne, where a revision that cannot be in it is refused before anything runs), or none
	// (revision.NoTransaction). A revision's own Transaction comes first. Default: revision.PerRevision.
	Transaction revision.TransactionMode
	// LockTimeout is how long a run waits for others: for another run that is under way, and in each transaction for those who
	// use a table that it changes. What only reads waits so long for those who have locked the version table, and
	// all wait so long, and five seconds at least, for a database that does not answer. Default: one minute.
	LockTimeout time.Duration
	// StatementLockTimeout is how long a statement of a revision waits for a lock inside PostgreSQL, where whoever comes later
	// waits behind it. Then its transaction is rolled back and tried again, with its Funcs and hooks, until LockTimeout is over.
	// Below zero it waits as long as the server lets it. Default: three seconds, or LockTimeout where that is less.
	StatementLockTimeout time.Duration
	// StatementTimeout is how long a statement of a revision may take on PostgreSQL, in a transaction and outside of one; of an
	// op.Backfill, one of a batch. Where a pooler may stand before the database, it does not hold for a Func outside a transaction.
	// Default: as long as the server lets it.
	StatementTimeout time.Duration
	// StatusTTL is how long what Status said is given to others who ask, such as probes and requests. Default: one second.
	StatusTTL time.Duration
	// StatusTimeout is how long Status waits for the database. Default: 800 milliseconds, which is below the second that probes
	// of Kubernetes wait by default.
	StatusTimeout time.Duration
	// OnStart is what Start does. Default: nothing.
	OnStart OnStart
	// Trace is called when runs, their revisions and the steps of those begin and end, for spans as OpenTelemetry has them.
	// Default: nothing is called.
	Trace runner.Trace
	// Development has the page that a developer sees, with its buttons. Default: there is none.
	Development Development
	// PageTimeout is how long the development page and the status page wait for the database before they say that it did not answer.
	// A comparison of a thousand tables takes longer. Default: 900 milliseconds.
	PageTimeout time.Duration
	// Logger gets what happens during a run. Its messages and their keys stay the same from version to version:
	//
	//	INFO "upgrade", "downgrade", "stamp"     revision, message, duration     behind each revision, once it is committed
	//	INFO "progress"                          revision, step, steps, operation, phase, waits_for, unit, done, total, rate
	//	INFO "waiting"                           for                             another run, or who uses a table
	//	INFO "rolled back"                       revision, error                 before it is tried again, behind a wait for a lock
	//	WARN "warning"                           text                            as in runner.Report's Warnings
	//	WARN "the failure is not in the history" table, error
	//
	// What is at DEBUG is for those who look for a fault here, and may change. Default: nothing is logged.
	Logger *slog.Logger
	// Process may change a revision before it is written: its message, its operations, whatever it says. One that has no
	// operations left is not written when it was generated from the models. An error stops the command. Default: it is
	// written as it was made.
	Process func(ctx context.Context, r *revision.Revision) error
	// FileNames says how revision files are named. Default: the ID and up to 40 characters of the message.
	FileNames render.FileNames
	// PostWrite are commands that run on a new revision file, such as {"goimports", "-w"}, with the file's name behind.
	// Default: none; files are formatted as gofmt does in any case.
	PostWrite [][]string
	// Location is the time zone that revision files are dated in. Default: UTC.
	Location *time.Location
	// Clock gives the time that revision files are dated with. Default: time.Now.
	Clock func() time.Time
	// NewID gives the ID of a new revision. Default: twelve random hexadecimal digits.
	NewID func() string
}

// verifyTimes refuses times before now; below zero StatementLockTimeout has a meaning.
func (c Config) verifyTimes() error {
	var faults []error
	for _, t := range []struct {
		name  string
		given time.Duration
	}{
		{"LockTimeout", c.LockTimeout}, {"StatementTimeout", c.StatementTimeout}, {"StatusTTL", c.StatusTTL},
		{"StatusTimeout", c.StatusTimeout}, {"PageTimeout", c.PageTimeout},
	} {
		if t.given < 0 {
			faults = append(faults, fmt.Errorf("Config.%s: %s is below zero: give a time above it, or leave it out for the default", t.name, t.given))
		}
	}
	return errors.Join(faults...)
}

// withDefaults is the configuration with every default filled in but Repository and Models, and those of runner.Runner.
func (c Config) withDefaults() Config {
	if c.Directory == "" {
		c.Directory = "migrations"
	}
	if c.VersionTable.Table == "" {
		c.VersionTable.Table = runner.DefaultVersionTable
	}
	if c.StatusTTL == 0 {
		c.StatusTTL = time.Second
	}
	if c.StatusTimeout == 0 {
		c.StatusTimeout = 800 * time.Millisecond
	}
	if c.Development.Path == "" {
		c.Development.Path = defaultDevelopmentPath
	}
	if c.PageTimeout == 0 {
		c.PageTimeout = 900 * time.Millisecond
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Location == nil {
		c.Location = time.UTC
	}
	if c.Process == nil {
		c.Process = func(context.Context, *revision.Revision) error { return nil }
	}
	if c.NewID == nil {
		c.NewID = randomID
	}
	return c
}
