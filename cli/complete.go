package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
)

// complete lists what can stand next: the command's flags and, where it takes revisions, their names; behind a flag that takes
// the name of one or of a database only these. It does not ask the database, and says nothing when there is something wrong.
func (l leaf) complete(c *cli.Context, factory Factory) {
	switch flagBefore(c.Args().Slice(), c.Command.Flags) {
	case "database":
		l.completeDatabase(c, factory)
		return
	case fromTool:
		for _, name := range adopt.Tools() {
			fmt.Fprintln(c.App.Writer, name)
		}
		return
	case "head", "depends-on", "compatible-with", "rev-range", "to":
		l.completeRevision(c, factory)
		return
	}
	for _, name := range flagNames(c.Command.Flags) {
		if len(name) > 1 {
			fmt.Fprintln(c.App.Writer, "--"+name)
		}
	}
	if l.most != 0 {
		l.completeRevision(c, factory)
	}
}

func (l leaf) completeDatabase(c *cli.Context, factory Factory) {
	m, err := factory(c)
	if err != nil {
		return
	}
	for _, d := range m.Databases() {
		fmt.Fprintln(c.App.Writer, named(d))
	}
}

func (l leaf) completeRevision(c *cli.Context, factory Factory) {
	m, err := factory(c)
	if err != nil {
		return
	}
	names, err := m.Names()
	if err != nil {
		return
	}
	for _, name := range append(names, "head", "heads", "base") {
		fmt.Fprintln(c.App.Writer, name)
	}
}

// flagBefore is the name of the flag that the last word is, whose value comes next; empty where it is none.
func flagBefore(words []string, known []cli.Flag) string {
	if len(words) == 0 || !isFlag(words[len(words)-1]) {
		return ""
	}
	f := find(known, strings.TrimLeft(words[len(words)-1], "-"))
	if f == nil {
		return ""
	}
	return f.Names()[0]
}
