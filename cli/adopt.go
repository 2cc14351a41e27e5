package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// fromTool is the flag that names the tool.
const fromTool = "from"

func adoptLeaf() leaf {
	return leaf{
		name:  "adopt",
		usage: "take the database over from another migration tool, by what the tool's version table says",
		description: "The revision that replaces what the other tool has applied, such as the one that init --from-database writes, is stamped without\n" +
			"being run, once the schema is found to be what it makes. The tool's table stays as it is. Where there is nothing in the\n" +
			"database, or it was taken over before, nothing is done: upgrade goes on from there.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: fromTool, Usage: "the other `TOOL`: " + strings.Join(adopt.Tools(), ", ")},
			&cli.StringFlag{Name: "table", Usage: "the tool's version `TABLE`, also as schema.table (default: the tool's own name for it)"},
			&cli.StringFlag{Name: "locks-table", Usage: "the `TABLE` in which bun/migrate notes its lock (default: bun_migration_locks)"},
			wordsFlag("to", nil, "the `REVISION` that the database is at, where none says what it replaces; may be given several times"),
			&cli.BoolFlag{Name: "no-check", Usage: "do not compare the schema with what the revisions make"},
			&cli.BoolFlag{Name: "dry-run", Usage: "look at everything, and stamp nothing"},
			lockTimeoutFlag(), databaseFlag(), jsonFlag(),
		},
		run: func(c call) (any, error) {
			if c.String(fromTool) == "" {
				return nil, usageError("adopt: --from is missing: write one of %s", strings.Join(adopt.Tools(), ", "))
			}
			if _, err := (adopt.Source{Tool: c.String(fromTool)}).WithDefaults(); err != nil {
				return nil, usageError("adopt: --from: %w", err)
			}
			return c.inTurn(adopted)
		},
	}
}

func adopted(c call) (any, error) {
	options := c.progress()
	options.OnRevision = nil // what was found is said first
	found, err := c.migrator.Adopt(c.Context.Context, echomigrate.AdoptOptions{
		From: adopt.Source{Tool: c.String(fromTool), Table: tableName(c.String("table")), Locks: tableName(c.String("locks-table"))},
		To:   c.words["to"], NoCheck: c.Bool("no-check"), DryRun: c.Bool("dry-run"),
	}, options)
	c.clearLine()
	if !c.asJSON() && (err == nil || found.Tables > 0) {
		c.adoption(found)
	}
	return newAdoptionJSON(found), err
}

// tableName is the table of a name that may have its schema before a dot.
func tableName(text string) schema.Name {
	if in, table, dotted := strings.Cut(text, "."); dotted {
		return schema.Name{Schema: in, Table: table}
	}
	return schema.Name{Table: text}
}

// adoption says what was found, and what comes of it where nothing was run.
func (c call) adoption(found echomigrate.Adoption) {
	former := found.Former
	if len(former.Versions) > 0 {
		fmt.Fprintf(c.out, "%s is at %s, by table %s.\n", former.Tool, former.Latest(), former.Table)
	}
	for _, o := range found.Unmanaged {
		fmt.Fprintf(c.out, "Left alone: %s, which no revision created\n", o)
	}
	if found.Tables > 0 {
		fmt.Fprintf(c.out, "Compared with what the revisions make: %s.\n", counted(found.Tables, "table"))
	}
	at := strings.Join(found.Revisions, ", ")
	switch {
	case found.Already:
		fmt.Fprintf(c.out, "Nothing to do: the database has %s already.\n", at)
	case len(found.Revisions) == 0:
		fmt.Fprintln(c.out, c.commandsIn("Nothing to adopt: the database is empty, and `db upgrade` makes its schema."))
	case c.Bool("dry-run"):
		fmt.Fprintf(c.out, "Would stamp %s. Nothing was changed.\n", at)
	}
	for _, e := range found.Report.Done {
		fmt.Fprintf(c.out, "Running %s\n", e)
	}
}

// adoptionJSON is what adopt did as JSON.
type adoptionJSON struct {
	Tool      string   `json:"tool"`
	Table     string   `json:"table"`
	Versions  []string `json:"versions"`
	Revisions []string `json:"revisions"`
	Tables    int      `json:"tables"`
	Unmanaged []string `json:"left_alone"`
	Already   bool     `json:"already"`
	reportJSON
}

func newAdoptionJSON(found echomigrate.Adoption) *adoptionJSON {
	return &adoptionJSON{
		Tool: found.Former.Tool, Table: found.Former.Table.String(), Versions: listed(found.Former.Versions), Revisions: listed(found.Revisions),
		Tables: found.Tables, Unmanaged: objectsJSON(found.Unmanaged), Already: found.Already, reportJSON: *newReportJSON(found.Report),
	}
}
