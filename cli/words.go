package cli

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// words is the value of a flag that can be given several times. Other than urfave/cli's own it leaves commas alone.
type words []string

// Set adds a word.
func (w *words) Set(word string) error {
	*w = append(*w, word)
	return nil
}

// String is the words with spaces between them.
func (w *words) String() string { return strings.Join(*w, " ") }

func wordsFlag(name string, aliases []string, usage string) *cli.GenericFlag {
	return &cli.GenericFlag{Name: name, Aliases: aliases, Usage: usage, Value: &words{}}
}

// take gives the words of a flag on one level of the command line, and forgets them for the next run.
func take(c *cli.Context, name string) []string {
	w, is := c.Generic(name).(*words)
	if !is || w == nil {
		return nil
	}
	taken := *w
	*w = nil
	return taken
}

// separate makes a flag of each alias, for a level whose flags urfave/cli reads: it would give the words of an alias to the
// flag a second time.
func separate(f *cli.GenericFlag) []cli.Flag {
	flags := []cli.Flag{f}
	for _, alias := range f.Aliases {
		flags = append(flags, &cli.GenericFlag{Name: alias, Usage: "the same as --" + f.Name, Value: f.Value})
	}
	f.Aliases = nil
	return flags
}
