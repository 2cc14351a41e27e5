package cli

import "github.com/urfave/cli/v2"

func mergeLeaf() leaf {
	return leaf{
		name:      "merge",
		usage:     "write an empty revision that joins others (default: heads, all of them)",
		arguments: "[REVISION…]",
		most:      -1,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "the `MESSAGE`: what the revision does, in one line"},
			&cli.StringFlag{Name: "rev-id", Usage: "use this `ID` instead of a random one"},
			&cli.BoolFlag{Name: "splice", Usage: "allow revisions that are no heads to be followed"},
			&cli.StringFlag{Name: "branch-label", Usage: "name the branch that begins with the new revision `LABEL`"},
			versionPathFlag(),
			jsonFlag(),
		},
		run: func(c call) (any, error) {
			options, err := revisionOptions(c)
			if err != nil {
				return nil, err
			}
			options.Heads = c.arguments
			generated, err := c.migrator.Merge(c.Context.Context, options)
			if err != nil {
				return nil, err
			}
			return c.show(newGeneratedJSON(generated), func() { c.generated(generated) })
		},
	}
}
