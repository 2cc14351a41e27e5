package runner

import (
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// work is what is left to do of a task.
type work struct {
	task
	// ops are the operations that are left, for this database alone.
	ops []op.Operation
	// done is how many operations came before them.
	done int
	// script carries them out.
	script dialect.Script
	// live is set when the script depends on the schema: it is compiled again from the database's own when its turn comes.
	live bool
	// started is when the task began, by the database's clock.
	started string
	// noted is set when the history has a running row for the task.
	noted bool
	// partial is set when something of the task may be in the database already.
	partial bool
	// finished is set when the bookkeeping has been told of the end.
	finished bool
}

// steps is how many operations the task has for this database.
func (w *work) steps() int { return w.done + len(w.ops) }

// skip leaves the first operations out, which were done before.
func (w *work) skip(n int) {
	w.ops = w.ops[n:]
	w.done += n
}
