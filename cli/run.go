package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

func upgradeLeaf() leaf {
	return leaf{
		name:      "upgrade",
		usage:     "bring the database to a revision (default: head)",
		arguments: "[REVISION]",
		most:      1,
		run: func(c call) error {
			_, err := c.migrator.Upgrade(c.Context.Context, c.argument("head"), c.progress())
			return err
		},
	}
}

func downgradeLeaf() leaf {
	return leaf{
		name:      "downgrade",
		usage:     "take the database back to a revision (default: -1, one step)",
		arguments: "[REVISION]",
		most:      1,
		run: func(c call) error {
			_, err := c.migrator.Downgrade(c.Context.Context, c.argument("-1"), c.progress())
			return err
		},
	}
}

func stampLeaf() leaf {
	return leaf{
		name:      "stamp",
		usage:     "say that the database is at a revision, without running anything (default: head)",
		arguments: "[REVISION…]",
		most:      -1,
		flags:     []cli.Flag{&cli.BoolFlag{Name: "purge", Usage: "forget what the database says of itself before"}},
		run: func(c call) error {
			targets := c.arguments
			if len(targets) == 0 {
				targets = []string{"head"}
			}
			_, err := c.migrator.Stamp(c.Context.Context, targets, c.Bool("purge"), c.progress())
			return err
		},
	}
}

// progress prints a line for each revision when it is done.
func (c call) progress() echomigrate.RunOptions {
	return echomigrate.RunOptions{OnStep: func(e runner.Event) { fmt.Fprintf(c.out, "Running %s\n", e) }}
}
