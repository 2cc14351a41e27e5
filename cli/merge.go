package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

func mergeLeaf() leaf {
	return leaf{
		name:      "merge",
		usage:     "write an empty revision that joins others (default: heads, all of them)",
		arguments: "[REVISION…]",
		most:      -1,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "what the revision does, in one line"},
			&cli.StringFlag{Name: "rev-id", Usage: "use this `ID` instead of a random one"},
			&cli.BoolFlag{Name: "splice", Usage: "allow revisions that are no heads to be followed"},
			&cli.StringFlag{Name: "branch-label", Usage: "name the branch that begins with the new revision `LABEL`"},
			jsonFlag(),
		},
		run: func(c call) error {
			options := revisionOptions(c)
			options.Heads = c.arguments
			generated, err := c.migrator.Merge(c.Context.Context, options)
			if err != nil {
				return err
			}
			return c.show(newGeneratedJSON(generated), func() { c.generated(generated) })
		},
	}
}

func ensureVersionLeaf() leaf {
	return leaf{
		name:  "ensure-version",
		usage: "create the version table and the history table where they are missing",
		flags: []cli.Flag{databaseFlag()},
		run: func(c call) error {
			return c.each(func(c call) (any, error) { return nil, c.migrator.EnsureVersion(c.Context.Context) })
		},
	}
}

func branchesLeaf() leaf {
	return leaf{
		name:  "branches",
		usage: "list the revisions that several others follow",
		flags: []cli.Flag{verboseFlag(), jsonFlag()},
		run: func(c call) error {
			points, err := c.migrator.Branches()
			if err != nil {
				return err
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
