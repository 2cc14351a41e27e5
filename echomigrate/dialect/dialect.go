// Package dialect holds what we ask of a database; each database has a directory beside this file.
package dialect

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Dialect is one kind of database.
type Dialect interface {
	op.Dialect

	// Inspect reads the tables in scope off the database, in a number of queries that does not depend on how many there are.
	// Every constraint and index in the result has a name; constraints that have none in the database get the default one.
	// What is in the connection's default schema has an empty Schema. Enum types are read whichever tables are in scope. The
	// result is sorted.
	Inspect(ctx context.Context, db bun.IDB, scope Scope) (*schema.Schema, error)

	// Schemas lists the schemas beside the connection's default one, without the database's own.
	Schemas(ctx context.Context, db bun.IDB) ([]string, error)

	// Definitions reads all that the database holds in scope, tables and what no operation makes alike.
	Definitions(ctx context.Context, db bun.IDB, scope Scope) (Definitions, error)

	// Canonical is the table as Inspect would give it back after it was created, as far as that can be said without asking
	// the database: default names set, types in the database's spelling, what the database cannot hold left out.
	// It is idempotent, and leaves what Inspect gave as it is.
	Canonical(t schema.Table) schema.Table

	// Spell is the tables as the database itself gives them back, in the same order: they are built in a scratch place that
	// is gone afterwards, and inspected there. Foreign keys are not built, but taken over as Canonical has them. The enum types among
	// those given that the tables use are built there too, whatever the database has of that name.
	// The error names the table that the database refuses.
	// A NoScratchError says that there can be no such place.
	Spell(ctx context.Context, db *bun.DB, tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error)

	// MissingSchemas are those of the schemas that the database does not have, in their order; none where it has no schemas.
	MissingSchemas(ctx context.Context, db bun.IDB, names []string) ([]string, error)

	// Extensions are what creates the extensions that columns' types come with, where the database has neither the type nor the
	// extension. The error names a type and its extension where the server does not have that one either.
	Extensions(ctx context.Context, db bun.IDB, types []string) ([]op.CreateExtension, error)

	// Rehearse builds a schema, which must hold what its foreign keys refer to, in a scratch place that is gone afterwards, without
	// triggers and rows, and carries out the stages there, one behind the other. It gives the schema of the place before the
	// first stage and behind each. With an error it gives those up to there: none where the schema before cannot be built.
	// The effect of each operation must be known (op.IsOpaque); all run as if none had to be outside a transaction.
	// A NoScratchError says that there can be no such place.
	Rehearse(ctx context.Context, db *bun.DB, before *schema.Schema, stages ...[]op.Operation) ([]*schema.Schema, error)

	// Compile turns operations into the script that carries them out. The operations are for this database alone (op.For).
	// before gives the schema before the first of them; it is called only where the script depends on it.
	Compile(ops []op.Operation, before func() (*schema.Schema, error)) (Script, error)

	// Effect is what an operation does to its table while others use it, as far as that can be said without asking the database.
	Effect(o op.Operation) Effect

	// Prepare readies a connection for a script, outside any transaction, or db where that is one, as far as it can be done in it; restore
	// puts it back as it was.
	Prepare(ctx context.Context, db bun.IDB, script Script) (restore func(context.Context) error, err error)

	// Lock tries once to make this connection the only one that migrates what key names; ErrLocked says that another run has
	// the lock. Where the database has no lock that a connection can be sure to keep, it says so by Lock.Held. wait is how long
	// the connection is to wait for others inside the database, where it does that there.
	Lock(ctx context.Context, conn bun.Conn, key string, wait time.Duration) (Lock, error)

	// Begin begins a transaction in which no other run does anything. What was read before it may have been changed meanwhile,
	// unless the lock is held. ErrLocked says that another run is under way; nothing was begun then.
	Begin(ctx context.Context, conn bun.Conn, claim Claim) (bun.Tx, error)

	// Commits is a query for a number that a connection finds changed whenever somebody else has committed since it read it last; empty
	// where the database has no such number. In a transaction that Begin gave, who finds it as it was knows that nothing was changed.
	Commits() string

	// Opening are the statements that a transaction begins with; they may go in one round trip with what follows. They fail where the
	// transaction is not that of Claim.Backend, and, as a statement does that has waited for a lock for too long, where others use the
	// tables that the operations change.
	Opening(claim Claim, ops []op.Operation) []string

	// Limit has statements outside a transaction take no longer than claim.StatementTimeout, until restore. Where the connection has no
	// lock it does nothing: what it sets might stay at a session that is somebody else's next.
	Limit(ctx context.Context, conn bun.Conn, claim Claim) (restore func(context.Context) error, err error)

	// IsReading reports whether the rows of a query are open still, so that the connection can do nothing else; false where it can, or
	// where the driver does not say.
	IsReading(conn bun.Conn) bool

	// Hold tries once to keep other runs out, by the run's connection, one of db, for steps outside a transaction of a run whose lock
	// is not held; ErrLocked as for Begin. It is nil where the database has no such thing.
	Hold(ctx context.Context, conn bun.Conn, db *bun.DB, key string) (*Hold, error)

	// Holder is the session of the run that has the lock; nil where that cannot be said.
	Holder(ctx context.Context, db bun.IDB, key string) (*Session, error)

	// HolderJSON is an SQL expression, a text: what Holder gives, but for Query, as JSON; NULL where Holder gives nil.
	HolderJSON(key string) string

	// IsHeld reports whether a run has a Hold, where Holder cannot say that.
	IsHeld(ctx context.Context, db *bun.DB, key string) (bool, error)

	// Blockers are sessions that others have to wait for which want to carry the operations out: one for each table and session,
	// the longest at work first. With no operations they are those that use any table.
	Blockers(ctx context.Context, db bun.IDB, ops []op.Operation) ([]Blocker, error)

	// Examine looks at what a connection's database says of itself, its settings, rights and what stopped work has left, without
	// changing anything. tables are the version table and the history table, which need not be there.
	Examine(ctx context.Context, conn bun.Conn, tables []schema.Name) (Examination, error)

	// Settle are statements that check what a commit would check, in a transaction that will not be committed.
	Settle() []string

	// Now is an SQL expression for the time at which the statement runs, in UTC, as the text 2006-01-02T15:04:05.000Z.
	Now() string

	// Since is an SQL expression, a whole number: the milliseconds from then, an SQL expression for a time as Now gives it,
	// to the time at which the statement runs; 0 where the clock was set back meanwhile.
	Since(then string) string

	// Exists is an SQL expression, a whole number: 1 where there is such a table, or a view in its place, 0 where there is none.
	Exists(table schema.Name) string

	// Width is an SQL expression, a whole number: how many characters the database takes into a column of text; NULL where
	// there is no limit, no such table or no such column.
	Width(table schema.Name, column string) string

	// LiteralOf is an SQL expression, a text: the literal for the value of an SQL expression that is not NULL. Compared with a
	// column of the expression's type, the literal is that value.
	LiteralOf(expression string) string

	// Rows is about how many rows a table has.
	Rows(ctx context.Context, db bun.IDB, table schema.Name) (int64, error)

	// Sizes are how large tables are, as far as that can be said without reading them and without waiting for anybody. A table of
	// which nothing is known, or that is not there, is left out.
	Sizes(ctx context.Context, db bun.IDB, tables []schema.Name) (map[schema.Name]Size, error)

	// Assert are statements that fail with a message unless an SQL condition holds.
	Assert(condition, message string) []string

	// IsBusy reports whether an error says that others keep a connection out for a moment, so that it may be tried again.
	IsBusy(err error) bool

	// IsLockTimeout reports whether an error says that a statement has waited for a lock as long as Claim.LockTimeout says.
	IsLockTimeout(err error) bool

	// IsMissingTable reports whether a query failed because its table is not there.
	IsMissingTable(err error) bool

	// IsInvalidIndex reports whether a table has an index of that name which its build, outside a transaction, did not finish.
	IsInvalidIndex(ctx context.Context, db bun.IDB, table schema.Name, index string) (bool, error)

	// BuildOf gives what tells how far an index build is that a connection is at, also in the middle of a transaction; nil where the
	// database does not tell. table is that of the index, empty where it is not known. The connection must not be at work.
	BuildOf(conn bun.Conn, table schema.Name) AskBuild

	// Dependents are what needs the columns and is in the way of dropping them, or of giving them another type. What an operation
	// makes, such as an index, is none. A column that is not there has none.
	Dependents(ctx context.Context, db bun.IDB, columns []Column) ([]Dependent, error)

	// Explain is an error with what the database says beside its message, on one line. It wraps the error.
	Explain(err error) error
}

// Scope says which tables are inspected.
type Scope struct {
	// Schemas are further schemas beside the connection's default one.
	Schemas []string
	// Tables limits the inspection to these; empty means all.
	Tables []schema.Name
	// Exclude leaves tables out by name, such as the version table.
	Exclude []schema.Name
}

// Script is what carries a list of operations out.
type Script struct {
	// Steps in the order in which they run.
	Steps []Step
	// Rebuilds is set when a step drops a table, for good or to put a new one in its place, on a database where that is a
	// deletion of its rows (SQLite): foreign keys must not act meanwhile.
	Rebuilds bool
}

// Step is the part of a script that stands or falls as one.
type Step struct {
	// Operation is what the step carries out, or the first of several neighbouring ones.
	Operation op.Operation
	// Number counts the operations in the list from 1; a step that stands for several has that of the first.
	Number int
	// Last is the number of the last operation that the step stands for; zero when that is Number.
	Last int
	// SQL are the statements.
	SQL []string
	// Func is what runs in place of SQL; nil for SQL. Its own SQL, where it has any, serves when there is no connection.
	Func *op.Func
	// Autocommit steps run outside a transaction.
	Autocommit bool
	// Backfill is what runs in batches, each in a transaction of its own, in place of SQL; nil for SQL. SQL, which does the same at
	// once, serves when there is no connection.
	Backfill *op.Backfill
	// Opaque steps may change the schema in ways that Compile cannot know; what was compiled behind one from the schema
	// must be compiled again.
	Opaque bool
}

// IsAlone reports whether a step cannot share a transaction with others.
func (s Step) IsAlone() bool { return s.Autocommit || s.Backfill != nil }

// InBatches is the operation where it is a Backfill in batches, and else nil.
func InBatches(o op.Operation) *op.Backfill {
	if b, is := o.(op.Backfill); is && b.InBatches() {
		return &b
	}
	return nil
}
