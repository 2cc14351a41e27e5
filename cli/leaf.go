package cli

import (
	"flag"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// leaf is one command of the group.
type leaf struct {
	name  string
	usage string
	// arguments describes the arguments in the help text; empty when the command takes none.
	arguments string
	// least and most are how many arguments the command takes; most below zero means any number.
	least, most int
	flags       []cli.Flag
	run         func(call) error
}

// call is one run of a command: its flags (in the context), its arguments, and what it works on.
type call struct {
	*cli.Context
	arguments []string
	migrator  *echomigrate.Migrator
	out       io.Writer
}

// argument is the first argument, or fallback when there is none.
func (c call) argument(fallback string) string {
	if len(c.arguments) == 0 {
		return fallback
	}
	return c.arguments[0]
}

func (l leaf) command(factory Factory) *cli.Command {
	command := &cli.Command{
		Name:            l.name,
		Usage:           l.usage,
		ArgsUsage:       l.arguments,
		Flags:           append(l.flags, directoryFlag()),
		HideHelpCommand: true,
		// urfave/cli stops reading flags at the first argument and takes -1 for a flag; split reads them instead.
		SkipFlagParsing: true,
	}
	command.Action = func(c *cli.Context) error { return l.start(c, factory) }
	return command
}

func (l leaf) start(c *cli.Context, factory Factory) error {
	group := c.Lineage()[1]
	flags, arguments, help, err := split(c.Args().Slice(), c.Command.Flags)
	if help {
		return cli.ShowSubcommandHelp(c)
	}
	if err == nil {
		err = l.checkCount(arguments)
	}
	if err != nil {
		return usageError("%s %s: %w: see %s %s --help", group.Command.Name, l.name, err, c.App.Name, c.Command.HelpName)
	}
	set := flag.NewFlagSet(l.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for _, f := range c.Command.Flags {
		if err := f.Apply(set); err != nil {
			return usageError("%s: %w", l.name, err)
		}
	}
	if err := set.Parse(flags); err != nil {
		return usageError("%s: %w", l.name, err)
	}
	ctx, stop := signal.NotifyContext(c.Context, os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed := cli.NewContext(c.App, set, group)
	parsed.Command, parsed.Context = c.Command, ctx
	m, err := factory(parsed)
	if err != nil {
		return folded(err)
	}
	for _, level := range []*cli.Context{parsed, group} {
		if directory := level.String("directory"); directory != "" {
			m = m.InDirectory(directory)
			break
		}
	}
	return folded(l.run(call{Context: parsed, arguments: arguments, migrator: m, out: c.App.Writer}))
}
