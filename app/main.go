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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := program().RunContext(ctx, os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		stop()
		os.Exit(dbcli.ExitCode(err))
	}
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
