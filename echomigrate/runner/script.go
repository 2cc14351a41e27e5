package runner

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ScriptOptions say how a script is written.
type ScriptOptions struct {
	// LeaveGaps puts a comment in the place of what cannot be written as SQL. Default: that is an error.
	LeaveGaps bool
	// Transaction says which operations are in one transaction. Default: the Runner's.
	Transaction revision.TransactionMode
}

// WriteScript writes SQL that does what a plan says for a database that is at the given version rows: the same as a run
// does, version rows and history included. It needs no connection: DB may be nil. The script refuses a database that is
// elsewhere. Nothing is written when there is an error.
func (r *Runner) WriteScript(w io.Writer, d Direction, rows []string, plan revision.Plan, options ScriptOptions) error {
	s := r.session()
	s.Transaction = cmp.Or(options.Transaction, s.Transaction)
	script := scriptWriter{session: s, options: options, inOne: s.isOne(d)}
	if err := script.replay(rows); err != nil {
		return err
	}
	script.start(rows, plan)
	head := script.text.Len()
	all := make([]work, len(plan.Steps))
	for i, t := range tasks(plan, d) {
		var err error
		if all[i], err = s.begin(t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	if err := s.useValuesInOne(all); err != nil {
		return err
	}
	for i := range all {
		if err := script.task(&all[i]); err != nil {
			return fmt.Errorf("%s: %w", all[i].task, err)
		}
	}
	script.commit()
	script.keepForeignKeysOff(head)
	_, err := io.WriteString(w, script.text.String())
	return err
}

// WriteTables writes SQL that does the same as EnsureVersion. It needs no connection: DB may be nil.
func (r *Runner) WriteTables(w io.Writer) error {
	script := scriptWriter{session: r.session()}
	script.comment("For a database of %s.", r.Dialect.Name())
	script.text.WriteString("\n")
	script.tables()
	_, err := io.WriteString(w, script.text.String())
	return err
}

// WriteOperations writes SQL that carries operations out on a database whose schema is before, without version rows and
// history. Nothing is written when there is an error.
func (r *Runner) WriteOperations(w io.Writer, ops []op.Operation, before *schema.Schema) error {
	script := scriptWriter{session: r.session(), schema: before.Clone()}
	err := script.transaction(ops, func(step dialect.Step, err error) error { return fmt.Errorf("%s: %w", step.Operation, err) }, nil)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, script.text.String())
	return err
}

// scriptWriter collects a script.
type scriptWriter struct {
	*session
	options ScriptOptions
	text    strings.Builder
	// schema is what the revisions up to here make of an empty database.
	schema *schema.Schema
	// inOne is set when all of it is one transaction; inside is set behind a BEGIN.
	inOne, inside bool
	// rebuilds is set when foreign keys must not act in that one transaction.
	rebuilds bool
}

// replay works out the schema at the version rows.
func (w *scriptWriter) replay(rows []string) error {
	applied, err := w.Graph.Applied(rows)
	if err != nil {
		return err
	}
	w.schema, _, err = revision.Replay(w.target(), applied)
	return err
}

func (w *scriptWriter) comment(format string, arguments ...any) {
	line := strings.Join(strings.Fields(fmt.Sprintf(format, arguments...)), " ")
	w.text.WriteString("-- " + line + "\n")
}

// statements writes each with its semicolon, on a line of its own behind one that may end in a comment.
func (w *scriptWriter) statements(list ...string) {
	for _, statement := range list {
		w.text.WriteString(statement)
		if strings.Contains(statement, "--") {
			w.text.WriteString("\n")
		}
		w.text.WriteString(";\n")
	}
}

// start writes what comes before the first revision.
func (w *scriptWriter) start(rows []string, plan revision.Plan) {
	at := strings.Join(rows, ", ")
	if at == "" {
		at = "the base"
	}
	w.comment("For a database of %s that is at %s.", w.Dialect.Name(), at)
	if plan.Warning != "" {
		w.comment("Warning: %s.", plan.Warning)
	}
	w.text.WriteString("\n")
	w.tables()
	w.statements(w.Dialect.Assert(w.versionsAre(rows), "the database is not at "+at)...)
	if id := longest(plan); id != "" {
		w.statements(w.Dialect.Assert(w.takes(id), w.tooLong(id))...)
	}
}

// tables creates the version table and the history table where they are missing.
func (w *scriptWriter) tables() {
	for _, t := range w.ownTables() {
		create, err := op.CreateTable{Table: t}.Statements(w.Dialect)
		if err != nil {
			panic("runner: our own tables cannot be written: " + err.Error())
		}
		for i := range create {
			create[i] = strings.Replace(create[i], "CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1)
		}
		w.statements(create...)
	}
}

func (w *scriptWriter) task(all *work) error {
	t := all.task
	w.text.WriteString("\n")
	w.comment("Running %s %s, %s", t.direction, t.id(), t.revision.Message)
	located := func(step dialect.Step, err error) error { return w.located(all, step, err) }
	record := append(w.moveVersions(t.before, t.after), w.insertWritten(t, all.steps()))
	switch {
	case w.inOne && t.revision.Transaction != "":
		return refuseInOne(all)
	case !all.single:
		return w.transaction(all.ops, located, record)
	}
	for i := range all.ops {
		at := func(step dialect.Step, err error) error {
			step.Number += i
			return located(step, err)
		}
		if err := w.transaction(all.ops[i:i+1], at, nil); err != nil {
			return err
		}
	}
	return w.transaction(nil, located, record)
}

// transaction writes operations, and statements behind them. located says where a step is.
func (w *scriptWriter) transaction(ops []op.Operation, located func(dialect.Step, error) error, behind []string) error {
	before := w.schema.Clone()
	compiled, err := w.Dialect.Compile(ops, func() (*schema.Schema, error) { return before.Clone(), nil })
	if err != nil {
		return err
	}
	w.advance(ops)
	w.rebuilds = w.rebuilds || compiled.Rebuilds
	if compiled.Rebuilds && !w.inOne {
		w.statements(foreignKeysOff)
	}
	for _, step := range compiled.Steps {
		if err := w.step(step); err != nil {
			return located(step, err)
		}
	}
	if len(behind) > 0 {
		w.begin()
		w.statements(behind...)
	}
	if !w.inOne {
		w.commit()
	}
	return nil
}

const foreignKeysOff = "PRAGMA foreign_keys = OFF"

// begin begins a transaction, unless the script is in one.
func (w *scriptWriter) begin() {
	if !w.inside {
		w.statements("BEGIN")
	}
	w.inside = true
}

// commit ends the transaction that the script is in.
func (w *scriptWriter) commit() {
	if w.inside {
		w.statements("COMMIT")
	}
	w.inside = false
}

// keepForeignKeysOff says so before a transaction of all, which begins behind the first bytes: inside, it would do nothing.
func (w *scriptWriter) keepForeignKeysOff(head int) {
	if !w.inOne || !w.rebuilds {
		return
	}
	text := w.text.String()
	w.text.Reset()
	w.text.WriteString(text[:head])
	w.statements(foreignKeysOff)
	w.text.WriteString(text[head:])
}

// advance applies operations as far as their effect is known.
func (w *scriptWriter) advance(ops []op.Operation) {
	for _, o := range ops {
		_ = o.Apply(w.schema) // what is not found was made by SQL that a replay cannot know
	}
}

func (w *scriptWriter) step(step dialect.Step) error {
	list := step.SQL
	if step.Func != nil {
		var err error
		list, err = step.Func.Statements(w.Dialect)
		switch {
		case errors.Is(err, op.ErrNoSQL) && w.options.LeaveGaps:
			w.comment("GAP: %s has to be run here.", step.Operation)
			return nil
		case errors.Is(err, op.ErrNoSQL):
			return fmt.Errorf("%w: write it into the SQL of op.Func, or pass over it by --leave-gaps", err)
		case err != nil:
			return err
		}
	}
	if !step.Autocommit {
		w.begin()
		w.statements(list...)
		return nil
	}
	if w.inOne {
		return errOutside
	}
	w.commit()
	w.statements(list...)
	return nil
}

// insertWritten is the history row of a revision that a script runs.
func (s *session) insertWritten(t task, steps int) string {
	now := s.Dialect.Now()
	values := []string{
		s.nextID(), s.text(t.id()), s.text(string(t.direction)), now, now, "0", s.text(string(Done)), fmt.Sprint(steps), fmt.Sprint(steps),
		s.text(t.checksum()), s.text(t.revision.Message), "NULL", s.origin(), s.stored(t),
	}
	return s.insertInto() + "VALUES (" + strings.Join(values, ", ") + ")"
}
