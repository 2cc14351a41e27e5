package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

// complete lists what can stand next: the command's flags and, where it takes revisions, their names. It does not ask the
// database, and says nothing when there is something wrong.
func (l leaf) complete(c *cli.Context, factory Factory) {
	for _, name := range flagNames(c.Command.Flags) {
		if len(name) > 1 {
			fmt.Fprintln(c.App.Writer, "--"+name)
		}
	}
	if l.most == 0 {
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
