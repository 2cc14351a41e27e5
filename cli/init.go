package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func initLeaf() leaf {
	return leaf{
		name:  "init",
		usage: "create a migration repository",
		description: "Of a template that is a directory all files are copied; those that end in .tmpl are Go's text/templates, which know\n" +
			".ImportPath and .Package of the directory versions, and lose that ending. A file revision.go.tmpl in the migration directory is\n" +
			"the form of the Go files that are written later: see the text of render.RevisionTemplate, which is the form without one.",
		flags: []cli.Flag{
			&cli.StringFlag{
				Name: "template", Aliases: []string{"t"},
				Usage: "the `TEMPLATE`: a name that list-templates lists, or a directory with a slash in it (default: default)",
			},
			&cli.BoolFlag{Name: "multidb", Usage: "the same as --template multidb: for several databases with one history"},
			&cli.StringFlag{Name: "package", Usage: "the `NAME` of the package of revisions (default: versions)"},
			fromDatabaseFlag(), formerTableFlag(), jsonFlag(),
		},
		run: func(c call) (any, error) {
			options, err := initOptions(c)
			if err != nil {
				return nil, err
			}
			if c.Bool(fromDatabase) {
				return initFromDatabase(c, options)
			}
			created, err := c.migrator.Init(c.Context.Context, options)
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

func initOptions(c call) (echomigrate.InitOptions, error) {
	const several = "multidb"
	options := echomigrate.InitOptions{Template: c.String("template"), Package: c.String("package")}
	var err error
	if options.Former, err = formerTables(c.words[formerTable]); err != nil {
		return options, err
	}
	if len(options.Former) > 0 && !c.Bool(fromDatabase) {
		return options, usageError("%s: --%s is for --%s", c.Command.Name, formerTable, fromDatabase)
	}
	if !c.Bool(several) {
		return options, nil
	}
	if options.Template != "" && options.Template != several {
		return options, usageError("%s: --multidb means --template multidb, and --template says %s: give one of them",
			c.Command.Name, options.Template)
	}
	options.Template = several
	return options, nil
}

func listTemplatesLeaf() leaf {
	return leaf{
		name:  "list-templates",
		usage: "list the templates of migration repositories, for init",
		flags: []cli.Flag{jsonFlag()},
		run: func(c call) (any, error) {
			templates := c.migrator.Templates()
			list := make([]templateJSON, len(templates))
			for i, t := range templates {
				list[i] = templateJSON{Name: t.Name, Description: t.Description}
			}
			return c.show(list, func() {
				for _, t := range templates {
					fmt.Fprintf(c.out, "%s - %s\n", t.Name, t.Description)
				}
			})
		},
	}
}
