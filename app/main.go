// Command app is the reference application: a small publishing house on Echo and Bun, with its migrations in the same binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/app/config"
	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

func main() { os.Exit(run(os.Args)) }

// run is the program; it gives the exit status.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second signal ends the program
	err := program().RunContext(ctx, args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
	}
	if errors.As(err, new(callError)) {
		return 2
	}
	return dbcli.ExitCode(err)
}

// callError says that the program was called in a way that it does not know, by its flags or its environment.
type callError struct{ error }

// wrongCall has an error said in one line, where urfave/cli would print a page.
func wrongCall(_ *cli.Context, err error, _ bool) error { return callError{err} }

func program() *cli.App {
	return &cli.App{
		Name:  "app",
		Usage: "a small publishing house",
		Flags: config.Flags(),

		OnUsageError: wrongCall,

		Commands: []*cli.Command{
			serveCommand(),
			dbcli.Command(func(c *cli.Context) (*echomigrate.Migrator, error) {
				a, err := newApplication(config.FromContext(c))
				if err != nil {
					return nil, err
				}
				return a.migrator, nil
			}),
		},
	}
}
