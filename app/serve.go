package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/app/config"
)

// shutdownTimeout is how long requests that are being answered may take after a signal.
const shutdownTimeout = 10 * time.Second

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "answer HTTP requests until SIGINT or SIGTERM",

		OnUsageError: wrongCall,

		Flags: []cli.Flag{
			&cli.StringFlag{Name: "addr", Usage: "`ADDRESS` to listen on", Value: ":8080", EnvVars: []string{"ADDR"}},
		},
		Action: func(c *cli.Context) error {
			a, err := newApplication(config.FromContext(c))
			if err != nil {
				return err
			}
			return a.serve(c.Context, c.String("addr"), func(addr string) {
				fmt.Fprintf(c.App.Writer, "Listening on %s\n", addr)
			})
		},
	}
}

// serve answers requests until the context ends, then lets the ones under way finish. It calls listening with the address
// that it listens on. Meanwhile it does what the configuration says about the schema; when that fails it ends.
func (a *application) serve(ctx context.Context, addr string, listening func(addr string)) (err error) {
	defer func() { err = errors.Join(err, a.db.Close()) }()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	a.echo.Listener = listener
	listening(listener.Addr().String())
	failed := make(chan error, 1)
	go func() { failed <- a.echo.Start("") }()
	started := make(chan error, 1)
	go func() {
		err := a.migrator.Start(serving)
		if err != nil {
			stop()
		}
		started <- err
	}()
	select {
	case err := <-failed:
		return err
	case <-serving.Done():
	}
	if err = <-started; ctx.Err() != nil {
		err = nil // the signal came first
	}
	return errors.Join(err, a.shutDown(ctx, failed))
}

// shutDown lets the requests under way finish; failed gives the server's end.
func (a *application) shutDown(ctx context.Context, failed <-chan error) error {
	shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := a.echo.Shutdown(shutdown); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
