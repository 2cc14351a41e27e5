package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

func verboseFlag() cli.Flag {
	return &cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "show all that is known of each revision"}
}

func currentLeaf() leaf {
	return leaf{
		name:  "current",
		usage: "show the revision that the database is at",
		flags: []cli.Flag{verboseFlag()},
		run: func(c call) error {
			entries, err := c.migrator.Current(c.Context.Context)
			if err != nil {
				return err
			}
			c.entries(entries, short)
			return nil
		},
	}
}

func historyLeaf() leaf {
	return leaf{
		name:  "history",
		usage: "list the revisions, newest first",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "rev-range", Aliases: []string{"r"}, Usage: "only those in `START:END`, either of which may be left out"},
			verboseFlag(),
			&cli.BoolFlag{Name: "indicate-current", Aliases: []string{"i"}, Usage: "mark the revision that the database is at"},
		},
		run: func(c call) error {
			entries, err := c.migrator.History(c.Context.Context, c.String("rev-range"), c.Bool("indicate-current"))
			if err != nil {
				return err
			}
			c.entries(entries, withParents)
			return nil
		},
	}
}

func headsLeaf() leaf {
	return leaf{
		name:  "heads",
		usage: "list the revisions that nothing follows",
		flags: []cli.Flag{verboseFlag()},
		run: func(c call) error {
			entries, err := c.migrator.Heads()
			if err != nil {
				return err
			}
			c.entries(entries, short)
			return nil
		},
	}
}

func showLeaf() leaf {
	return leaf{
		name:      "show",
		usage:     "show a revision (default: head)",
		arguments: "[REVISION]",
		most:      1,
		run: func(c call) error {
			entries, err := c.migrator.Show(c.Context.Context, c.argument("head"))
			if err != nil {
				return err
			}
			for _, e := range entries {
				fmt.Fprint(c.out, long(e))
			}
			return nil
		},
	}
}
