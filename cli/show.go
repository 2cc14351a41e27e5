package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func verboseFlag() cli.Flag {
	return &cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "show all that is known of each revision"}
}

func currentLeaf() leaf {
	return leaf{
		name:  "current",
		usage: "show the revision that the database is at",
		flags: []cli.Flag{
			verboseFlag(),
			&cli.BoolFlag{Name: "check-heads", Aliases: []string{"c"}, Usage: "fail unless the database is at all heads"},
			databaseFlag(),
			jsonFlag(),
		},
		run: func(c call) (any, error) { return c.each(current) },
	}
}

func current(c call) (any, error) {
	entries, err := c.migrator.Current(c.Context.Context)
	if err != nil {
		return nil, err
	}
	value, err := c.entries(entries, short)
	if err != nil || !c.Bool("check-heads") {
		return value, err
	}
	pending, err := c.migrator.Pending(c.Context.Context)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("the database is not at all heads, %s missing: run `db upgrade heads`", counted(len(pending), "revision"))
	}
	return value, err
}

func historyLeaf() leaf {
	return leaf{
		name:  "history",
		usage: "list the revisions, newest first",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "rev-range", Aliases: []string{"r"}, Usage: "only those in `START:END`, either of which may be left out"},
			verboseFlag(),
			&cli.BoolFlag{Name: "indicate-current", Aliases: []string{"i"}, Usage: "mark the revision that the database is at"},
			&cli.BoolFlag{Name: "log", Usage: "list what was run on the database, oldest first, and by whom, instead"},
			databaseFlag(),
			jsonFlag(),
		},
		run: func(c call) (any, error) {
			if c.Bool("log") {
				return c.each(runs)
			}
			if c.Bool("indicate-current") || strings.Contains(c.String("rev-range"), "current") {
				return c.each(history)
			}
			return history(c)
		},
	}
}

func history(c call) (any, error) {
	entries, err := c.migrator.History(c.Context.Context, echomigrate.HistoryOptions{Range: c.String("rev-range"), Current: c.Bool("indicate-current")})
	if err != nil {
		return nil, err
	}
	return c.entries(entries, withParents)
}

func headsLeaf() leaf {
	return leaf{
		name:  "heads",
		usage: "list the revisions that nothing follows",
		flags: []cli.Flag{
			verboseFlag(),
			&cli.BoolFlag{Name: "resolve-dependencies", Usage: "leave out heads that another revision depends on"},
			jsonFlag(),
		},
		run: func(c call) (any, error) {
			heads := c.migrator.Heads
			if c.Bool("resolve-dependencies") {
				heads = c.migrator.EffectiveHeads
			}
			entries, err := heads()
			if err != nil {
				return nil, err
			}
			return c.entries(entries, short)
		},
	}
}

func branchesLeaf() leaf {
	return leaf{
		name:  "branches",
		usage: "list the revisions that several others follow",
		flags: []cli.Flag{verboseFlag(), jsonFlag()},
		run: func(c call) (any, error) {
			points, err := c.migrator.Branches()
			if err != nil {
				return nil, err
			}
			return c.show(entriesJSON(points, c.Bool("verbose")), func() {
				for _, e := range points {
					if c.Bool("verbose") {
						fmt.Fprint(c.out, long(e))
						continue
					}
					fmt.Fprintln(c.out, short(e))
					for _, child := range e.Children {
						fmt.Fprintf(c.out, "    -> %s\n", child)
					}
				}
			})
		},
	}
}

func showLeaf() leaf {
	return leaf{
		name:      "show",
		usage:     "show a revision (default: head)",
		arguments: "[REVISION]",
		most:      1,
		flags:     []cli.Flag{databaseFlag(), jsonFlag()},
		run: func(c call) (any, error) {
			if strings.Contains(c.argument("head"), "current") {
				return c.each(show)
			}
			return show(c)
		},
	}
}

func show(c call) (any, error) {
	entries, err := c.migrator.Show(c.Context.Context, c.argument("head"))
	if err != nil {
		return nil, err
	}
	return c.show(entriesJSON(entries, true), func() {
		for _, e := range entries {
			fmt.Fprint(c.out, long(e))
		}
	})
}
