package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func databaseFlag() cli.Flag {
	return &cli.StringFlag{Name: "database", Usage: "only the database `NAME` of several; the first one is called first"}
}

// firstDatabase is what --database calls the database without a name.
const firstDatabase = "first"

// each calls do for the database that --database names, or for all of them, one behind the other; it stops at an error.
// Where there are several, a line says which one follows, an error says which one it is about, and the values that do gives
// become an object of them by name.
func (c call) each(do func(call) (any, error)) (any, error) {
	all := c.migrator.Databases()
	if name := c.String("database"); name != "" {
		one, err := c.migrator.Database(name)
		if err != nil {
			return nil, err
		}
		all = []*echomigrate.Migrator{one}
	}
	if len(all) == 1 {
		c.migrator = all[0]
		return do(c)
	}
	values := valuesJSON{}
	for _, m := range all {
		name := named(m)
		switch {
		case c.Bool("sql"):
			fmt.Fprintf(c.out, "-- Database %s\n", name)
		case !c.asJSON():
			fmt.Fprintf(c.out, "Database %s\n", name)
		}
		c.migrator = m
		value, err := do(c)
		values[name] = value
		if err != nil {
			return values, fmt.Errorf("database %s: %w", name, err)
		}
	}
	return values, nil
}

func named(m *echomigrate.Migrator) string {
	if m.Name() == "" {
		return firstDatabase
	}
	return m.Name()
}
