// Command stdflag is a service on Go's own package flag.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/docs/embedding/shop"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

func main() {
	address := flag.String("database-url", "shop.db", "PostgreSQL's URL, or an SQLite file")
	listen := flag.String("listen", ":8080", "address to serve on")
	flag.Parse()

	err := run(*address, *listen, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
	}
	os.Exit(dbcli.ExitCode(err))
}

func run(address, listen string, args []string) error {
	if len(args) > 0 && args[0] == "db" {
		return dbcli.Run(context.Background(), args[1:], func(context.Context) (*echomigrate.Migrator, error) {
			_, m, err := shop.New(address)
			return m, err
		}, dbcli.Program{Name: "shop db"})
	}
	e, _, err := shop.New(address)
	if err != nil {
		return err
	}
	return e.Start(listen)
}
