package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// complete lists what can stand next: the command's flags and, where it takes revisions, their names; behind a flag that takes
// one only these. It does not ask the database, and says nothing when there is something wrong.
func (l leaf) complete(c *cli.Context, factory Factory) {
	value := takesRevision(c.Args().Slice(), c.Command.Flags)
	if !value {
		for _, name := range flagNames(c.Command.Flags) {
			if len(name) > 1 {
				fmt.Fprintln(c.App.Writer, "--"+name)
			}
		}
	}
	if l.most == 0 && !value {
		return
	}
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

// takesRevision reports whether the last word is a flag whose value begins with the name of a revision.
func takesRevision(words []string, known []cli.Flag) bool {
	if len(words) == 0 || !isFlag(words[len(words)-1]) {
		return false
	}
	f := find(known, strings.TrimLeft(words[len(words)-1], "-"))
	return f != nil && slices.Contains([]string{"head", "depends-on", "rev-range"}, f.Names()[0])
}
