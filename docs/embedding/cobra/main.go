// Command cobra is a service on cobra.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/docs/embedding/shop"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

func main() {
	var address string
	root := &cobra.Command{
		Use: "shop", SilenceUsage: true, SilenceErrors: true,
		TraverseChildren: true, // so that flags before db are read, although db reads its own
	}
	root.PersistentFlags().StringVar(&address, "database-url", "shop.db", "PostgreSQL's URL, or an SQLite file")
	root.AddCommand(dbCommand(func(context.Context) (*echomigrate.Migrator, error) {
		_, m, err := shop.New(address)
		return m, err
	}))
	if err := root.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(dbcli.ExitCode(err))
	}
}

// dbCommand is the command db for a cobra program.
func dbCommand(factory func(context.Context) (*echomigrate.Migrator, error)) *cobra.Command {
	run := func(c *cobra.Command, args []string, program dbcli.Program) error {
		program.Name = c.CommandPath()
		return dbcli.Run(c.Context(), args, factory, program)
	}
	return &cobra.Command{
		Use: "db", Short: "database migrations",
		DisableFlagParsing: true, // the words behind db are its own
		RunE: func(c *cobra.Command, args []string) error {
			return run(c, args, dbcli.Program{Out: c.OutOrStdout(), Err: c.ErrOrStderr()})
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var words bytes.Buffer
			if err := run(c, append(args, "--generate-bash-completion"), dbcli.Program{Out: &words}); err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			return strings.Fields(words.String()), cobra.ShellCompDirectiveNoFileComp
		},
	}
}
