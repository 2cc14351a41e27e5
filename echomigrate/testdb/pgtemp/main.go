// Command pgtemp runs a command with a private PostgreSQL server that its tests find by the environment:
//
//	go run ./echomigrate/testdb/pgtemp [-bin DIRECTORY] -- go test ./...
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

func main() {
	bin := flag.String("bin", "", "`DIRECTORY` of the server's programs (default: the newest one that is installed)")
	flag.Parse()
	status, err := run(*bin, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtemp:", err)
	}
	os.Exit(status)
}

func run(bin string, command []string) (status int, err error) {
	if len(command) == 0 {
		return 2, errors.New("no command was given")
	}
	if bin == "" {
		if bin, err = pgserver.FindOrInstall(os.Stderr); err != nil {
			return 1, err
		}
	}
	server, err := pgserver.Start(bin)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	child := exec.CommandContext(ctx, command[0], command[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(), pgserver.EnvURL+"="+server.URL(""), pgserver.EnvBin+"="+server.Bin())
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = 10 * time.Second
	err = child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(1, exit.ExitCode()), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
