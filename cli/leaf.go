package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// leaf is one command of the group.
type leaf struct {
	name  string
	usage string
	// description says more in the help text; empty where there is no more to say.
	description string
	// arguments describes the arguments in the help text; empty when the command takes none.
	arguments string
	// least and most are how many arguments the command takes; most below zero means any number.
	least, most int
	flags       []cli.Flag
	// run does the work and prints it as text, unless JSON is asked for; the value is what JSON says of it.
	run func(call) (any, error)
}

// call is one run of a command: its flags (in the context), its arguments, and what it works on.
type call struct {
	*cli.Context
	arguments []string
	// words are the values of flags that can be given several times.
	words    map[string][]string
	migrator *echomigrate.Migrator
	out      io.Writer
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
		Description:     l.description,
		ArgsUsage:       l.arguments,
		Flags:           append(l.flags, directoryFlag(), argumentFlag()),
		HideHelpCommand: true,
		// urfave/cli stops reading flags at the first argument and takes -1 for a flag; split reads them instead.
		SkipFlagParsing: true,
	}
	command.Action = func(c *cli.Context) error { return l.act(c, factory) }
	command.BashComplete = func(c *cli.Context) { l.complete(c, factory) }
	return command
}

// act reads the command line and runs the command.
func (l leaf) act(c *cli.Context, factory Factory) error {
	group := c.Lineage()[1]
	flags, arguments, help, err := split(c.Args().Slice(), c.Command.Flags)
	if help {
		return cli.ShowSubcommandHelp(c)
	}
	if err == nil {
		err = l.checkCount(arguments)
	}
	if err != nil {
		return calledWrongly(c, usageError("%s %s: %w: see %s --help", group.Command.Name, l.name, err, c.Command.HelpName))
	}
	parsed, err := l.parse(c, group, fromEnvironment(flags, c.Command.Flags, group.Command.Name, l.name))
	if err != nil {
		return calledWrongly(c, usageError("%s %s: %w", group.Command.Name, l.name, err))
	}
	out := &written{Writer: c.App.Writer}
	this := call{Context: parsed, arguments: arguments, words: map[string][]string{}, out: out}
	for _, f := range c.Command.Flags {
		if _, several := f.(*cli.GenericFlag); several {
			this.words[f.Names()[0]] = take(parsed, f.Names()[0])
		}
	}
	ctx, stop := signal.NotifyContext(c.Context, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second signal ends the program
	parsed.Context = op.WithInvocation(ctx, op.Invocation{Arguments: append(take(group, "x-arg"), this.words["x-arg"]...), Tag: parsed.String("tag")})
	value, err := l.start(this, group, factory)
	if ctx.Err() != nil {
		err = stopped(ctx, err, find(c.Command.Flags, "lock-timeout") != nil)
	}
	err = inWords(group.Command.HelpName, err)
	return out.whole(errors.Join(err, this.json(value, err)))
}

// calledWrongly prints the error of a call that cannot be read as JSON too, where a word of it asks for that.
func calledWrongly(c *cli.Context, err error) error {
	if !slices.Contains(c.Args().Slice(), "--json") {
		return err
	}
	return errors.Join(err, encode(c.App.Writer, failed(nil, err)))
}

// start runs the command on the Migrator of the app.
func (l leaf) start(this call, group *cli.Context, factory Factory) (any, error) {
	var err error
	if this.migrator, err = factory(this.Context); err != nil {
		return nil, err
	}
	for _, directory := range []string{this.String("directory"), group.String("directory"), os.Getenv(variable(group.Command.Name, "directory"))} {
		if directory != "" {
			this.migrator = this.migrator.InDirectory(directory)
			break
		}
	}
	return l.run(this)
}

// parse reads the flags, which all stand before the arguments by now.
func (l leaf) parse(c, group *cli.Context, flags []string) (*cli.Context, error) {
	set := flag.NewFlagSet(l.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for _, f := range c.Command.Flags {
		if err := f.Apply(set); err != nil {
			return nil, err
		}
	}
	if err := set.Parse(flags); err != nil {
		return nil, err
	}
	parsed := cli.NewContext(c.App, set, group)
	parsed.Command = c.Command
	return parsed, errors.Join(verifyLockTimeout(parsed), verifyTransaction(parsed), verifyWait(parsed))
}
