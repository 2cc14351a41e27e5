package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

const fromDatabase = "from-database"

func fromDatabaseFlag() cli.Flag {
	return &cli.BoolFlag{Name: fromDatabase, Usage: "write a first revision too, which makes all that the database has"}
}

// initFromDatabase says what is to be done next: revisions are compiled in, so that the stamp comes behind the build.
func initFromDatabase(c call, options echomigrate.InitOptions) (any, error) {
	created, baseline, err := c.migrator.InitFromDatabase(c.Context.Context, options)
	if err != nil {
		return nil, err
	}
	group := strings.TrimSuffix(c.Command.HelpName, " "+c.Command.Name)
	value := map[string]any{
		"files": created.Files, "import": created.ImportPath, "path": baseline.Path, "revision": baseline.Revision.ID, "left_out": listed(baseline.Left),
	}
	return c.show(value, func() {
		for _, file := range created.Files {
			fmt.Fprintf(c.out, "Created %s\n", file)
		}
		fmt.Fprintf(c.out, "Generated %s\n", baseline.Path)
		fmt.Fprintf(c.out, "\nRead the revision. Import the revisions where the app is built, and build it again:\n\n\timport _ %q\n", created.ImportPath)
		fmt.Fprintf(c.out, "\nThen say that this database is there already, and every other one like it:\n\n\t%s stamp head\n\n", group)
		for _, line := range baseline.Left {
			c.warn([]string{"left out: " + line})
		}
	})
}
