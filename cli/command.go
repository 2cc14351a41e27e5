// Package cli is the command "db" for urfave/cli v2 programs.
package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Factory gives the Migrator of the app that the command works on. It runs when a command needs it, never for help.
type Factory func(*cli.Context) (*echomigrate.Migrator, error)

// Command is the group "db" with all its commands. Flags may stand before or behind the arguments of a command, and
// -1 or +2 are arguments. Each flag can also be given by the environment, as in DB_UPGRADE_TAG or DB_DIRECTORY. The group can
// have another name, which is then the variables' too: set Name on what Command returns. It can stand in another group.
//
// Commands write to the program's Writer and return their errors: give them to ExitCode for the program's exit status.
// SIGINT and SIGTERM cancel a command, which then leaves nothing half done; a second one ends the program at once.
func Command(factory Factory) *cli.Command {
	group := &cli.Command{
		Name:            "db",
		Usage:           "database migrations",
		Flags:           append(separate(argumentFlag()), directoryFlag()),
		HideHelpCommand: true,
		Action:          runGroup,
		OnUsageError: func(c *cli.Context, err error, _ bool) error {
			return usageError("%s: %w: see %s --help", c.Command.Name, err, c.Command.HelpName)
		},
	}
	for _, l := range []leaf{
		initLeaf(), listTemplatesLeaf(), inspectLeaf(), migrateLeaf(), revisionLeaf(), mergeLeaf(), editLeaf(),
		upgradeLeaf(), downgradeLeaf(), stampLeaf(), adoptLeaf(), ensureVersionLeaf(),
		currentLeaf(), historyLeaf(), headsLeaf(), branchesLeaf(), showLeaf(), checkLeaf(), statusLeaf(), doctorLeaf(),
	} {
		group.Subcommands = append(group.Subcommands, l.command(factory))
	}
	return group
}

// runGroup runs when no command, or an unknown one, is given.
func runGroup(c *cli.Context) error {
	name := c.Args().First()
	if name == "help" {
		name = c.Args().Get(1)
		if c.Command.Command(name) != nil {
			return cli.ShowCommandHelp(c, name)
		}
	}
	if name == "" {
		return cli.ShowSubcommandHelp(c)
	}
	var known []string
	for _, sub := range c.Command.Subcommands {
		known = append(known, sub.Name)
	}
	return usageError("there is no command %s %s%s: see %s --help",
		c.Command.Name, name, op.DidYouMean(name, known), c.Command.HelpName)
}

func directoryFlag() cli.Flag {
	return &cli.StringFlag{Name: "directory", Aliases: []string{"d"}, Usage: "migration `DIRECTORY` (default: the one the app was set up with)"}
}

func argumentFlag() *cli.GenericFlag {
	return wordsFlag("x-arg", []string{"x"}, "an `ARGUMENT` for revisions and hooks, which find it by op.InvocationFrom; may be given several times")
}
