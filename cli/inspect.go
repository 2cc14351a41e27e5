package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func inspectLeaf() leaf {
	return leaf{
		name:  "inspect",
		usage: "write Bun models for the tables that the database has",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "the `FILE` to write, with --per-table the directory (default: standard output)"},
			&cli.BoolFlag{Name: "per-table", Usage: "write a file for each table"},
			&cli.StringFlag{Name: "package", Usage: "`NAME` of the models' package", Value: "models"},
			wordsFlag("table", nil, "only the table `NAME`, or SCHEMA.NAME; may be given several times"),
			wordsFlag("schema", nil, "only tables of the schema `NAME`; may be given several times"),
			databaseFlag(), jsonFlag(),
		},
		run: func(c call) (any, error) { return c.each(inspect) },
	}
}

func inspect(c call) (any, error) {
	models, err := c.migrator.Inspect(c.Context.Context, echomigrate.InspectOptions{
		Tables: c.words["table"], Schemas: c.words["schema"], Package: c.String("package"), PerTable: c.Bool("per-table"), Output: c.String("output"),
	})
	if err != nil {
		return nil, err
	}
	return c.show(newModelsJSON(models), func() {
		for _, path := range models.Written {
			fmt.Fprintf(c.out, "Generated %s\n", path)
		}
		if c.String("output") == "" {
			for _, f := range models.Files {
				fmt.Fprintf(c.out, "%s", f.Content)
			}
		}
		c.warn(models.Left)
	})
}

// modelsJSON are models as JSON.
type modelsJSON struct {
	Models []modelJSON `json:"models"`
	// Files are the paths of what was written, and Source is the file where nothing was.
	Files    []string `json:"files"`
	Source   string   `json:"source,omitempty"`
	Warnings []string `json:"warnings"`
}

type modelJSON struct {
	Name   string `json:"name"`
	Schema string `json:"schema,omitempty"`
	Table  string `json:"table"`
}

func newModelsJSON(i echomigrate.Inspection) modelsJSON {
	value := modelsJSON{Models: []modelJSON{}, Files: listed(i.Written), Warnings: listed(i.Left)}
	for _, m := range i.Models {
		value.Models = append(value.Models, modelJSON{Name: m.Name, Schema: m.Table.Schema, Table: m.Table.Table})
	}
	if len(i.Written) == 0 {
		value.Source = string(i.Files[0].Content)
	}
	return value
}
