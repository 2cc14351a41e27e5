// Command app is the reference application: a small publishing house on Echo and Bun, with its migrations in the same binary.
package main

import (
	"context"
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
	return dbcli.ExitCode(err)
}

func program() *cli.App {
	return &cli.App{
		Name:  "app",
		Usage: "a small publishing house",
		Flags: config.Flags(),
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
