package runner

import (
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// work is a task as it is being done.
type work struct {
	task
	// ops are the task's operations for this database alone; the first done of them are done.
	ops  []op.Operation
	done int
	// script carries out those that are left, up to the one with the number end.
	script dialect.Script
	end    int
	// single is set when each operation is by itself; when it runs, the script is that of the next one alone.
	single bool
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
func (w *work) steps() int { return len(w.ops) }

// left are the operations that are not done yet.
func (w *work) left() []op.Operation { return w.ops[w.done:] }

// isThrough reports whether every operation is done.
func (w *work) isThrough() bool { return len(w.script.Steps) == 0 && w.done == w.steps() }

// isOpen reports whether there is no script yet: what the steps before it leave is not known. A revision that has nothing to run on
// this database has none either, and never asked for the schema.
func (w *work) isOpen() bool { return w.live && len(w.script.Steps) == 0 }

// passOver takes the operations as done where none of them does anything on this database: no step stands for them.
func (w *work) passOver() {
	if len(w.script.Steps) == 0 {
		w.done = w.end
	}
}

// advance takes the first step as done.
func (w *work) advance() {
	w.script.Steps = w.script.Steps[1:]
	w.done = w.end
	if len(w.script.Steps) > 0 {
		w.done = w.script.Steps[0].Number - 1
	}
}
