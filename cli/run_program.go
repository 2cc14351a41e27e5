package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// Program says how the command stands in a program that has another command-line library, or none. The zero value is a good one.
type Program struct {
	// Name is how the command is called, as help and messages show it; its last word is the group's name. Default: the program's file
	// name and "db".
	Name string
	// Out is where commands print to. Default: os.Stdout.
	Out io.Writer
	// Err is where warnings and progress go. Default: os.Stderr.
	Err io.Writer
}

// Run runs the command in a program that is not built with urfave/cli. args are the words behind "db": none, or --help, for help.
// The factory runs when a command needs it; its context is done when a signal cancels the command, and op.InvocationFrom finds what -x
// gives. What Command says holds here too. The word --generate-bash-completion behind others prints what can stand next.
func Run(ctx context.Context, args []string, factory func(context.Context) (*echomigrate.Migrator, error), program Program) error {
	command := Command(func(c *cli.Context) (*echomigrate.Migrator, error) { return factory(c.Context) })
	path := strings.Fields(cmp.Or(program.Name, filepath.Base(os.Args[0])+" db"))
	last := len(path) - 1
	command.Name = path[last]
	app := &cli.App{
		Name:                 strings.Join(path[:last], " "),
		Commands:             []*cli.Command{command},
		HideHelpCommand:      true,
		EnableBashCompletion: true,
		Writer:               os.Stdout,
		ErrWriter:            os.Stderr,
	}
	if program.Out != nil {
		app.Writer = program.Out
	}
	if program.Err != nil {
		app.ErrWriter = program.Err
	}
	return app.RunContext(ctx, append([]string{app.Name, command.Name}, args...))
}
