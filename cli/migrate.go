package cli

import (
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func revisionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "the `MESSAGE`: what the revision does, in one line"},
		&cli.StringFlag{Name: "rev-id", Usage: "use this `ID` instead of a random one"},
		wordsFlag("head", nil, "the `REVISION` that the new one follows (default: head); given several times it makes a merge"),
		&cli.BoolFlag{Name: "splice", Usage: "allow a revision that is no head to be followed"},
		&cli.StringFlag{Name: "format", Usage: "the `FORMAT`: a Go file (go) or, with the SQL of this database, an SQL file (sql)", Value: "go"},
		&cli.StringFlag{Name: "branch-label", Usage: "name the branch that begins with the new revision `LABEL`"},
		versionPathFlag(),
		wordsFlag("depends-on", nil, "a `REVISION` of another branch that must be applied before; may be given several times"),
		&cli.StringFlag{Name: "compatible-with", Usage: "the oldest `REVISION` whose programs can work with what the new one leaves"},
		jsonFlag(),
	}
}

func proveFlag() cli.Flag {
	return &cli.BoolFlag{Name: "no-prove", Usage: "write what was found without trying it on a copy of the tables before"}
}

func versionPathFlag() cli.Flag {
	return &cli.StringFlag{Name: "version-path", Usage: "write the file into `DIRECTORY`, a version location (default: that of the first revision it follows)"}
}

func revisionOptions(c call) (echomigrate.RevisionOptions, error) {
	if format := c.String("format"); format != "" && format != "go" && format != "sql" {
		return echomigrate.RevisionOptions{}, usageError("%s: there is no format %q: write go or sql", c.Command.Name, format)
	}
	return echomigrate.RevisionOptions{
		Message:     c.String("message"),
		ID:          c.String("rev-id"),
		Heads:       c.words["head"],
		Splice:      c.Bool("splice"),
		SQL:         c.String("format") == "sql",
		BranchLabel: c.String("branch-label"),
		DependsOn:   c.words["depends-on"],

		CompatibleWith: c.String("compatible-with"),

		NoProve:     c.Bool("no-prove"),
		VersionPath: c.String("version-path"),
	}, nil
}

func migrateLeaf() leaf {
	return leaf{
		name:  "migrate",
		usage: "write a revision that leads from the database to the models",
		flags: slices.Concat(revisionFlags(), answerFlags(), []cli.Flag{proveFlag()}),
		run: func(c call) (any, error) {
			options, err := revisionOptions(c)
			if err != nil {
				return nil, err
			}
			if options.Answers, err = answers(c); err != nil {
				return nil, err
			}
			if asker := newAsker(c); asker != nil {
				options.Ask = asker.ask
			}
			generated, err := c.migrator.Migrate(c.Context.Context, options)
			if err != nil {
				return nil, err
			}
			return c.show(newGeneratedJSON(generated), func() {
				c.comparison(generated.Comparison)
				if generated.Path == "" {
					fmt.Fprintln(c.out, "No changes in schema detected.")
					c.compared(generated.Comparison)
				} else {
					c.generated(generated)
				}
			})
		},
	}
}

func revisionLeaf() leaf {
	return leaf{
		name:  "revision",
		usage: "write an empty revision, to be filled in by hand",
		flags: slices.Concat(revisionFlags(), answerFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "autogenerate", Usage: "fill it in from the models, as migrate does"}, proveFlag(),
		}),
		run: func(c call) (any, error) {
			if c.Bool("autogenerate") {
				return migrateLeaf().run(c)
			}
			options, err := revisionOptions(c)
			if err == nil {
				err = withoutAnswers(c)
			}
			if err != nil {
				return nil, err
			}
			generated, err := c.migrator.Revision(c.Context.Context, options)
			if err != nil {
				return nil, err
			}
			return c.show(newGeneratedJSON(generated), func() { c.generated(generated) })
		},
	}
}

func (c call) generated(g echomigrate.Generated) {
	c.warn(g.Doubts)
	fmt.Fprintf(c.out, "Generated %s\n", g.Path)
}
