package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Plan is what a run would do: a revision.Plan down to its statements and their locks.
type Plan struct {
	// Before are the version rows that it would find, sorted.
	Before []string
	// After are the version rows that it would leave, sorted.
	After []string
	// Transaction says which of its operations would be in one transaction; a revision may say otherwise for itself.
	Transaction revision.TransactionMode
	// Revisions are those that it would run, in their order.
	Revisions []PlannedRevision
	// Warnings say what is doubtful about the target, and the way out; mostly there are none.
	Warnings []string
	// Ahead says why nothing would be run, as that of a Report does.
	Ahead string
}

// PlannedRevision is a revision that would be run. Its Duration is zero.
type PlannedRevision struct {
	Event
	// Done is how many operations a run that was stopped in the middle of the revision has done; the steps are those behind.
	Done int
	// Steps are its steps, in their order.
	Steps []PlannedStep
}

// PlannedStep is an operation of a revision, or several neighbouring ones that are carried out together.
type PlannedStep struct {
	// Number counts the revision's operations from 1; it is that of the first.
	Number int
	// Operations are what the step carries out.
	Operations []op.Operation
	// Statements are sent in this order; none where they cannot be known before the steps in front have run.
	Statements []PlannedStatement
	// OutsideTransaction steps are in no transaction with others. When the run is stopped there, what came before stays.
	OutsideTransaction bool
	// Uncertain is set where what stands behind SQL or Go is compiled again when that has run, from the schema that it left.
	Uncertain bool
	// Opaque is set where SQL or Go that somebody wrote may take locks of which nothing is known.
	Opaque bool
	// Tables are those that it locks, as far as they are known.
	Tables []PlannedTable
}

// PlannedStatement is a part of a step.
type PlannedStatement struct {
	// SQL is a statement; empty for Go.
	SQL string
	// Func is the name of the Go function that runs; empty for SQL.
	Func string
}

// PlannedTable is a table that a step locks.
type PlannedTable struct {
	dialect.TableEffect
	// New is set where the same run creates the table, so that nobody waits for it.
	New bool
	// Size is how large it is; nil where that is not known.
	Size *dialect.Size

	// stored is its name before the run; empty for a new one.
	stored schema.Name
}

// UpgradePlan is what Upgrade to the target would do. It reads only, and waits for nobody.
func (r *Runner) UpgradePlan(ctx context.Context, target string) (Plan, error) {
	s := r.session()
	s.to = target
	return s.workOut(ctx, Upgrade, s.upgradeTo(ctx, target))
}

// DowngradePlan is what Downgrade to the target would do. It reads only, and waits for nobody.
func (r *Runner) DowngradePlan(ctx context.Context, target string) (Plan, error) {
	s := r.session()
	return s.workOut(ctx, Downgrade, s.downgradeTo(ctx, target))
}

func (s *session) workOut(ctx context.Context, d Direction, plan planner) (planned Plan, err error) {
	if s.conn, err = s.connect(ctx); err != nil {
		return planned, fmt.Errorf("connect: %w", err)
	}
	defer func() { s.conn.Close() }()
	var report Report
	err = s.untilUnmoved(ctx, plan, &report, func() error {
		report = Report{}
		all, _, err := s.prepare(ctx, d, plan, &report)
		if err == nil {
			planned, err = s.planOf(ctx, all, report)
		}
		return err
	})
	return planned, err
}

func (s *session) planOf(ctx context.Context, all []work, report Report) (Plan, error) {
	p := Plan{Before: report.Before, After: report.After, Transaction: s.Transaction, Warnings: report.Warnings, Ahead: report.Ahead}
	places := placesBefore{}
	opaque := false
	for i := range all {
		w := &all[i]
		p.After = w.after
		r := PlannedRevision{Event: s.event(w.task, 0), Done: w.done}
		for _, step := range w.planned(opaque) {
			for _, e := range dialect.Effects(s.Dialect, step.Operations) {
				stored := places.before(e.Table)
				step.Tables = append(step.Tables, PlannedTable{TableEffect: e, New: stored.Table == "", stored: stored})
			}
			places.follow(step.Operations)
			r.Steps = append(r.Steps, step)
		}
		opaque = opaque || slices.ContainsFunc(w.left(), op.IsOpaque)
		p.Revisions = append(p.Revisions, r)
	}
	return p, s.measure(ctx, &p)
}

// planned are the steps that are left. opaque says that something before them may change the schema in ways that are not known.
func (w *work) planned(opaque bool) []PlannedStep {
	var list []PlannedStep
	last := 0
	for _, step := range w.script.Steps {
		if step.Number > last {
			last = max(step.Number, step.Last)
			list = append(list, PlannedStep{Number: step.Number, Uncertain: w.live && opaque})
		}
		this := &list[len(list)-1]
		last = max(last, step.Last)
		this.Operations = carriedOut(w.ops[this.Number-1 : last])
		this.OutsideTransaction = this.OutsideTransaction || step.IsAlone() || w.single
		this.Opaque = this.Opaque || step.Opaque
		for _, statement := range step.SQL {
			this.Statements = append(this.Statements, PlannedStatement{SQL: statement})
		}
		if step.Func != nil {
			this.Statements = append(this.Statements, PlannedStatement{Func: step.Func.Name})
		}
		opaque = opaque || step.Opaque
	}
	if w.isOpen() {
		for i, o := range carriedOut(w.left()) {
			list = append(list, PlannedStep{Number: w.done + i + 1, Operations: []op.Operation{o}, Uncertain: true, Opaque: op.IsOpaque(o)})
		}
	}
	return list
}

// carriedOut are operations as they were written: without the Autocommit that a run puts around one of them.
func carriedOut(ops []op.Operation) []op.Operation {
	list := make([]op.Operation, len(ops))
	for i, o := range ops {
		list[i] = inner(o)
	}
	return list
}

// placesBefore says where tables were before the run that it changes the names of, by their names now; those that the run creates
// were nowhere, which is the empty name.
type placesBefore map[schema.Name]schema.Name

func (p placesBefore) before(table schema.Name) schema.Name {
	if before, moved := p[table]; moved {
		return before
	}
	return table
}

func (p placesBefore) follow(ops []op.Operation) {
	for _, o := range ops {
		switch o := o.(type) {
		case op.Group:
			p.follow(o.Operations())
		case op.CreateTable:
			p[o.Table.ID()] = schema.Name{}
		case op.RenameTable:
			p[schema.Name{Schema: o.Schema, Table: o.To}] = p.before(o.Target())
		}
	}
}

// measure notes how large the tables are that were there before the run.
func (s *session) measure(ctx context.Context, p *Plan) error {
	var names []schema.Name
	p.eachTable(func(t *PlannedTable) {
		if !t.New && !slices.Contains(names, t.stored) {
			names = append(names, t.stored)
		}
	})
	sizes, err := s.Dialect.Sizes(ctx, s.conn, names)
	if err != nil {
		return fmt.Errorf("read how large the tables are: %w", err)
	}
	p.eachTable(func(t *PlannedTable) {
		if size, known := sizes[t.stored]; known {
			t.Size = &size
		}
	})
	return nil
}

func (p *Plan) eachTable(do func(*PlannedTable)) {
	for i := range p.Revisions {
		for j := range p.Revisions[i].Steps {
			for k := range p.Revisions[i].Steps[j].Tables {
				do(&p.Revisions[i].Steps[j].Tables[k])
			}
		}
	}
}
