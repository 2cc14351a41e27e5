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

func dryRunFlag() cli.Flag {
	return &cli.BoolFlag{Name: "dry-run", Usage: "run it in one transaction and roll that back; what cannot be in one is not tried"}
}

// ways are the options that take the place of a run; no two of them go together.
var ways = []string{"sql", "plan", "dry-run"}

// verifyWays refuses several of them.
func (c call) verifyWays(command string) error {
	first := ""
	for _, way := range ways {
		switch {
		case !c.Bool(way):
		case first != "":
			return usageError("%s: --%s and --%s do not go together: give one of them", command, first, way)
		default:
			first = way
		}
	}
	return nil
}

// preview prints what a run would do.
func (c call) preview(p runner.Preview, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	c.warn(p.Warnings)
	return c.show(newPreviewJSON(p), func() {
		if len(p.Revisions) == 0 {
			fmt.Fprintln(c.out, "Nothing is to be run.")
		}
		if p.Transaction == revision.AllInOne && len(p.Revisions) > 0 {
			fmt.Fprintln(c.out, "All of it would be one transaction.")
		}
		for _, r := range p.Revisions {
			fmt.Fprintf(c.out, "Would run %s\n", r.Title())
			if r.Done > 0 {
				fmt.Fprintf(c.out, "  A run that was stopped has done %d operations.\n", r.Done)
			}
			for _, step := range r.Steps {
				fmt.Fprint(c.out, previewStep(step))
			}
		}
	})
}

// previewStep is a step with its statements and locks below.
func previewStep(step runner.PreviewStep) string {
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

func operationsOf(step runner.PreviewStep) string {
	names := make([]string, len(step.Operations))
	for i, o := range step.Operations {
		names[i] = o.String()
	}
	return strings.Join(names, ", ")
}

// previewJSON is what a run would do as JSON.
type previewJSON struct {
	Before      []string                 `json:"before"`
	After       []string                 `json:"after"`
	Transaction revision.TransactionMode `json:"transaction"`
	Revisions   []previewRevisionJSON    `json:"revisions"`
	Warnings    []string                 `json:"warnings,omitempty"`
}

type previewRevisionJSON struct {
	Revision  string            `json:"revision"`
	Direction string            `json:"direction"`
	From      []string          `json:"from"`
	To        []string          `json:"to"`
	Message   string            `json:"message"`
	Done      int               `json:"done"`
	Steps     []previewStepJSON `json:"steps"`
}

type previewStepJSON struct {
	Number             int                    `json:"number"`
	Operations         operations             `json:"operations"`
	Statements         []previewStatementJSON `json:"statements"`
	OutsideTransaction bool                   `json:"outside_transaction"`
	Uncertain          bool                   `json:"uncertain"`
	Opaque             bool                   `json:"opaque"`
	Tables             []previewTableJSON     `json:"tables"`
}

type previewStatementJSON struct {
	SQL string `json:"sql,omitempty"`
	Go  string `json:"go,omitempty"`
}

// previewTableJSON is a table that a step locks; rows and bytes are null where they are not known.
type previewTableJSON struct {
	Table    string `json:"table"`
	Lock     string `json:"lock"`
	Blocks   string `json:"blocks"`
	Rewrites bool   `json:"rewrites"`
	Scans    bool   `json:"scans"`
	New      bool   `json:"new"`
	Rows     *int64 `json:"rows"`
	Bytes    *int64 `json:"bytes"`
}

func newPreviewJSON(p runner.Preview) previewJSON {
	out := previewJSON{Before: listed(p.Before), After: listed(p.After), Transaction: p.Transaction, Revisions: []previewRevisionJSON{}, Warnings: p.Warnings}
	for _, r := range p.Revisions {
		one := previewRevisionJSON{
			Revision: r.Revision.ID, Direction: string(r.Direction), From: listed(r.From), To: listed(r.To), Message: r.Revision.Message,
			Done: r.Done, Steps: []previewStepJSON{},
		}
		for _, step := range r.Steps {
			one.Steps = append(one.Steps, newPreviewStepJSON(step))
		}
		out.Revisions = append(out.Revisions, one)
	}
	return out
}

func newPreviewStepJSON(step runner.PreviewStep) previewStepJSON {
	out := previewStepJSON{
		Number: step.Number, Operations: step.Operations, Statements: []previewStatementJSON{}, OutsideTransaction: step.OutsideTransaction,
		Uncertain: step.Uncertain, Opaque: step.Opaque, Tables: []previewTableJSON{},
	}
	for _, s := range step.Statements {
		out.Statements = append(out.Statements, previewStatementJSON{SQL: s.SQL, Go: s.Func})
	}
	for _, t := range step.Tables {
		table := previewTableJSON{
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
