package cli_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	ucli "github.com/urfave/cli/v2"
	_ "modernc.org/sqlite" // the driver "sqlite"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// The factory makes the app that a command works on, here with a database that -x names. The command gets another name, and a
// further subcommand.
func ExampleCommand() {
	command := dbcli.Command(func(c *ucli.Context) (*echomigrate.Migrator, error) {
		address := ":memory:"
		for _, argument := range op.InvocationFrom(c.Context).Arguments {
			if given, is := strings.CutPrefix(argument, "file="); is {
				address = given
			}
		}
		fmt.Println("opening", address)
		db, err := sql.Open("sqlite", address)
		if err != nil {
			return nil, err
		}
		repository := revision.NewRepository()
		repository.Register(revision.Revision{ID: "4a1f0c2b9d3e", Message: "Create books"})
		return echomigrate.New(bun.NewDB(db, sqlitedialect.New()), echomigrate.Config{Repository: repository})
	})
	command.Name = "migrations"
	command.Subcommands = append(command.Subcommands, &ucli.Command{
		Name:   "seed",
		Action: func(*ucli.Context) error { fmt.Println("sowing"); return nil },
	})
	program := &ucli.App{Name: "shop", Commands: []*ucli.Command{command}}
	for _, line := range []string{"shop migrations heads -x file=test.db", "shop migrations seed"} {
		if err := program.Run(strings.Fields(line)); err != nil {
			fmt.Fprintln(os.Stderr, "Error:", err)
			os.Exit(dbcli.ExitCode(err))
		}
	}
	// Output:
	// opening test.db
	// 4a1f0c2b9d3e (head)
	// sowing
}
