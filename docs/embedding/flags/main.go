// Command flags is a service on urfave/cli that has flags and commands of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/urfave/cli/v2"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/docs/embedding/shop"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

func main() {
	app := &cli.App{
		Name: "shop",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "database-url", EnvVars: []string{"DATABASE_URL"}, Value: "shop.db"},
			&cli.StringFlag{Name: "listen", Value: ":8080"},
		},
		Commands: []*cli.Command{
			{Name: "serve", Usage: "serve the shop", Action: serve},
			dbcli.Command(func(c *cli.Context) (*echomigrate.Migrator, error) {
				_, m, err := shop.New(c.String("database-url"))
				return m, err
			}),
		},
	}
	if err := app.Run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(dbcli.ExitCode(err))
	}
}

func serve(c *cli.Context) error {
	e, _, err := shop.New(c.String("database-url"))
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(c.Context, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, func() { e.Close() })
	return e.Start(c.String("listen"))
}
