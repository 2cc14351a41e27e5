package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

func initLeaf() leaf {
	return leaf{
		name:  "init",
		usage: "create a migration repository",
		flags: []cli.Flag{jsonFlag()},
		run: func(c call) (any, error) {
			created, err := c.migrator.Init(c.Context.Context)
			if err != nil {
				return nil, err
			}
			return c.show(map[string]any{"files": created.Files, "import": created.ImportPath}, func() {
				for _, file := range created.Files {
					fmt.Fprintf(c.out, "Created %s\n", file)
				}
				fmt.Fprintf(c.out, "\nImport the revisions where the app is built, and build it again:\n\n\timport _ %q\n\n", created.ImportPath)
			})
		},
	}
}
