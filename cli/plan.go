package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

func planFlag() cli.Flag {
	return &cli.BoolFlag{Name: "plan", Usage: "show what would be run, each statement with its locks, and change nothing"}
}

// plan prints what a run would do.
func (c call) plan(p runner.Plan, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	c.warn(p.Warnings)
	return c.show(newPlanJSON(p), func() {
		c.ahead(p.Ahead)
		if len(p.Revisions) == 0 && p.Ahead == "" {
			fmt.Fprintln(c.out, "Nothing is to be run.")
		}
		if p.Transaction == revision.AllInOne && len(p.Revisions) > 0 {
			fmt.Fprintln(c.out, "All of it would be one transaction.")
		}
		for _, r := range p.Revisions {
			fmt.Fprintf(c.out, "Would run %s\n", r.Title())
			if r.Done > 0 {
				fmt.Fprintf(c.out, "  A run that was stopped has done %s.\n", counted(r.Done, "operation"))
			}
			for _, step := range r.Steps {
				fmt.Fprint(c.out, plannedStep(step))
			}
		}
	})
}

// plannedStep is a step with its statements and locks below.
func plannedStep(step runner.PlannedStep) string {
	var text strings.Builder
	fmt.Fprintf(&text, "  %d. %s", step.Number, oneLine(operationsOf(step)))
	if step.OutsideTransaction {
		text.WriteString(" (outside the transaction)")
	}
	text.WriteString("\n")
	for _, s := range step.Statements {
		if s.Func != "" {
			fmt.Fprintf(&text, "       Go: %s\n", oneLine(s.Func))
			continue
		}
		fmt.Fprintf(&text, "       %s;\n", strings.ReplaceAll(s.SQL, "\n", "\n       "))
	}
	if step.Uncertain {
		text.WriteString("     The statements are made from what the steps before it leave.\n")
	}
	if step.Opaque {
		text.WriteString("     What it locks is not known.\n")
	}
	for _, t := range step.Tables {
		fmt.Fprintf(&text, "     %s\n", t)
	}
	return text.String()
}

func operationsOf(step runner.PlannedStep) string {
	names := make([]string, len(step.Operations))
	for i, o := range step.Operations {
		names[i] = o.String()
	}
	return strings.Join(names, ", ")
}

// planJSON is what a run would do as JSON.
type planJSON struct {
	Before      []string                 `json:"before"`
	After       []string                 `json:"after"`
	Transaction revision.TransactionMode `json:"transaction"`
	Revisions   []plannedRevisionJSON    `json:"revisions"`
	Warnings    []string                 `json:"warnings,omitempty"`
	Ahead       string                   `json:"ahead,omitempty"`
}

type plannedRevisionJSON struct {
	titleJSON
	Done  int               `json:"done"`
	Steps []plannedStepJSON `json:"steps"`
}

type plannedStepJSON struct {
	Number             int                    `json:"number"`
	Operations         operations             `json:"operations"`
	Statements         []plannedStatementJSON `json:"statements"`
	OutsideTransaction bool                   `json:"outside_transaction"`
	Uncertain          bool                   `json:"uncertain"`
	Opaque             bool                   `json:"opaque"`
	Tables             []plannedTableJSON     `json:"tables"`
}

type plannedStatementJSON struct {
	SQL string `json:"sql,omitempty"`
	Go  string `json:"go,omitempty"`
}

// plannedTableJSON is a table that a step locks; rows and bytes are null where they are not known.
type plannedTableJSON struct {
	Table    string `json:"table"`
	Lock     string `json:"lock"`
	Blocks   string `json:"blocks"`
	Rewrites bool   `json:"rewrites"`
	Scans    bool   `json:"scans"`
	New      bool   `json:"new"`
	Rows     *int64 `json:"rows"`
	Bytes    *int64 `json:"bytes"`
}

func newPlanJSON(p runner.Plan) planJSON {
	out := planJSON{Before: listed(p.Before), After: listed(p.After), Transaction: p.Transaction, Revisions: []plannedRevisionJSON{}, Warnings: p.Warnings, Ahead: p.Ahead}
	for _, r := range p.Revisions {
		one := plannedRevisionJSON{titleJSON: newTitleJSON(r.Event), Done: r.Done, Steps: []plannedStepJSON{}}
		for _, step := range r.Steps {
			one.Steps = append(one.Steps, newPlannedStepJSON(step))
		}
		out.Revisions = append(out.Revisions, one)
	}
	return out
}

func newPlannedStepJSON(step runner.PlannedStep) plannedStepJSON {
	out := plannedStepJSON{
		Number: step.Number, Operations: step.Operations, Statements: []plannedStatementJSON{}, OutsideTransaction: step.OutsideTransaction,
		Uncertain: step.Uncertain, Opaque: step.Opaque, Tables: []plannedTableJSON{},
	}
	for _, s := range step.Statements {
		out.Statements = append(out.Statements, plannedStatementJSON{SQL: s.SQL, Go: s.Func})
	}
	for _, t := range step.Tables {
		table := plannedTableJSON{
			Table: t.Table.String(), Lock: t.Lock, Rewrites: t.Rewrites, Scans: t.Scans, New: t.New,
			Blocks: map[dialect.Blocked]string{dialect.BlocksNobody: "nobody", dialect.BlocksWriters: "writers", dialect.BlocksAll: "all"}[t.Blocks],
		}
		if t.Size != nil {
			table.Rows, table.Bytes = known(t.Size.Rows), known(t.Size.Bytes)
		}
		out.Tables = append(out.Tables, table)
	}
	return out
}

// known is nil for an estimate that there is none of.
func known(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}
