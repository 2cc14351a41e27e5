package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

func checkLeaf() leaf {
	return leaf{
		name:  "check",
		usage: "fail when migrate would find changes",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "sql", Usage: "print the SQL that leads from the database, as it is, to the models, and do not fail"},
			databaseFlag(), jsonFlag(),
		},
		run: func(c call) (any, error) {
			return c.each(func(c call) (any, error) {
				if c.Bool("sql") {
					return nil, c.migrator.CheckSQL(c.Context.Context, c.out)
				}
				return check(c)
			})
		},
	}
}

func check(c call) (any, error) {
	comparison, err := c.migrator.Check(c.Context.Context)
	if err != nil {
		return nil, err
	}
	value := newComparisonJSON(comparison)
	switch {
	case comparison.Drift != nil:
		err = comparison.Drift
	case comparison.Undecided != nil:
		err = comparison.Undecided
	case len(comparison.Upgrade) > 0:
		err = errors.New("new upgrade operations detected: run `db migrate`")
	}
	if !c.asJSON() {
		c.comparison(comparison)
		if err == nil {
			fmt.Fprintln(c.out, "No new upgrade operations detected.")
			c.compared(comparison)
		}
	}
	return &value, err
}

// comparison prints what was found: each operation on a line with what a reader should know of it, what is in the database and nobody's, and warnings.
func (c call) comparison(found echomigrate.Comparison) {
	for i, o := range found.Upgrade {
		if further, is := o.(op.Database); is {
			for _, inner := range further.Ops {
				fmt.Fprintf(c.out, "Detected %s in database %s\n", inner, further.Name)
			}
		} else {
			fmt.Fprintf(c.out, "Detected %s\n", o)
		}
		for _, note := range found.UpgradeNotes[i] {
			fmt.Fprintf(c.out, "  %s\n", note)
		}
	}
	for _, o := range found.Unmanaged {
		fmt.Fprintf(c.out, "Left alone: %s, which no model maps and no revision created\n", o)
	}
	c.warn(found.Warnings)
}

// compared says what was looked at where nothing was found.
func (c call) compared(found echomigrate.Comparison) {
	fmt.Fprintf(c.out, "Compared %s of the models.\n", counted(found.Tables, "table"))
	if len(found.Unmapped) > 0 {
		fmt.Fprintf(c.out, "These registered structs map no table of their own: %s\n", strings.Join(found.Unmapped, ", "))
	}
}
