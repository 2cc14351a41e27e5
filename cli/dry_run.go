package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

func dryRunFlag() cli.Flag {
	return &cli.BoolFlag{Name: "dry-run", Usage: "run it in one transaction and roll that back; what cannot be in one is not tried"}
}

// dryRunOptions are those of a run, whose lines say that it is none.
func (c call) dryRunOptions() echomigrate.RunOptions {
	options := c.progress()
	if options.OnRevision != nil {
		options.OnRevision = func(e runner.Event) {
			c.clearLine()
			fmt.Fprintf(c.out, "Would run %s\n", e)
		}
	}
	return options
}

// dryRun prints what a run that was rolled back came to.
func (c call) dryRun(r runner.DryRun, err error) (any, error) {
	c.clearLine()
	c.warn(r.Warnings)
	c.ahead(r.Ahead)
	value := &dryRunJSON{reportJSON: *newReportJSON(r.Report), NotTried: []notTriedJSON{}}
	for _, n := range r.NotTried {
		value.NotTried = append(value.NotTried, notTriedJSON{Revision: n.Revision, Number: n.Number, Operation: n.Operation.String(), Reason: n.Reason})
		if !c.asJSON() {
			fmt.Fprintf(c.out, "Not tried: %s, step %d, %s: %s\n", n.Revision, n.Number, oneLine(n.Operation.String()), oneLine(n.Reason))
		}
	}
	if !c.asJSON() && err == nil {
		fmt.Fprintln(c.out, "Nothing was changed.")
	}
	return value, err
}

// dryRunJSON is a run that was rolled back as JSON.
type dryRunJSON struct {
	reportJSON
	NotTried []notTriedJSON `json:"not_tried"`
}

type notTriedJSON struct {
	Revision  string `json:"revision"`
	Number    int    `json:"number"`
	Operation string `json:"operation"`
	Reason    string `json:"reason"`
}
