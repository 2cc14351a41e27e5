package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
)

const (
	fromDatabase = "from-database"
	formerTable  = "former-table"
)

func fromDatabaseFlag() cli.Flag {
	return &cli.BoolFlag{Name: fromDatabase, Usage: "write a first revision too, which makes all that the database has"}
}

func formerTableFlag() cli.Flag {
	return wordsFlag(formerTable, nil, "with --from-database, the version table of another tool that has not the tool's own name, as `TOOL=TABLE`; may be given several times")
}

// formerTables are the values of that flag.
func formerTables(words []string) (list []adopt.Source, err error) {
	for _, word := range words {
		tool, table, both := strings.Cut(word, "=")
		if !both || table == "" {
			return nil, usageError("--%s %s: write it as in goose=ops.versions", formerTable, word)
		}
		list = append(list, adopt.Source{Tool: tool, Table: tableName(table)})
	}
	return list, nil
}

// initFromDatabase says what is to be done next: revisions are compiled in, so that the stamp comes behind the build.
func initFromDatabase(c call, options echomigrate.InitOptions) (any, error) {
	baseline, err := c.migrator.InitFromDatabase(c.Context.Context, options)
	if err != nil {
		return nil, err
	}
	group := strings.TrimSuffix(c.Command.HelpName, " "+c.Command.Name)
	value := map[string]any{
		"files": baseline.Files, "import": baseline.ImportPath, "path": baseline.Path, "revision": baseline.Revision.ID, "left_out": listed(baseline.Left),
		"replaces": formersJSON(baseline.Revision.Replaces),
	}
	return c.show(value, func() {
		for _, file := range baseline.Files {
			fmt.Fprintf(c.out, "Created %s\n", file)
		}
		fmt.Fprintf(c.out, "Generated %s\n", baseline.Path)
		fmt.Fprintf(c.out, "\nRead the revision. Import the revisions where the app is built, and build it again:\n\n\timport _ %q\n", baseline.ImportPath)
		next := "stamp head"
		for _, f := range baseline.Former {
			if len(f.Versions) > 0 {
				fmt.Fprintf(c.out, "\nThe revision replaces %s up to %s, whose table %s is left out.\n", f.Tool, f.Latest(), f.Table)
				next = "adopt --from " + f.Tool
				if own, err := (adopt.Source{Tool: f.Tool}).WithDefaults(); err == nil && f.Table != own.Table {
					next += " --table " + f.Table.String()
				}
			}
		}
		fmt.Fprintf(c.out, "\nThen say that this database is there already, and every other one like it:\n\n\t%s %s\n\n", group, next)
		for _, line := range baseline.Left {
			c.warn([]string{"left out: " + line})
		}
	})
}
