package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func databaseFlag() cli.Flag {
	return &cli.StringFlag{Name: "database", Usage: "only the database `NAME` of several; the first one is called first"}
}

// firstDatabase is what --database calls the database without a name.
const firstDatabase = "first"

// each calls do for the database that --database names, or for all of them, one behind the other; it stops at an error.
// Where there are several, a line says which one follows, and an error says which one it is about. With --json the value
// that do gives is printed: for several databases an object of them by name.
func (c call) each(do func(call) (any, error)) error {
	all := c.migrator.Databases()
	if name := c.String("database"); name != "" {
		if name == firstDatabase {
			name = ""
		}
		one, err := c.migrator.Database(name)
		if err != nil {
			return err
		}
		all = []*echomigrate.Migrator{one}
	}
	if len(all) == 1 {
		c.migrator = all[0]
		value, err := do(c)
		return errors.Join(err, c.json(value))
	}
	values := map[string]any{}
	for _, m := range all {
		name := named(m)
		if !c.Bool("json") && !c.Bool("sql") {
			fmt.Fprintf(c.out, "Database %s\n", name)
		}
		if c.Bool("sql") {
			fmt.Fprintf(c.out, "-- Database %s\n", name)
		}
		c.migrator = m
		value, err := do(c)
		values[name] = value
		if err != nil {
			return errors.Join(fmt.Errorf("database %s: %w", name, err), c.json(values))
		}
	}
	return c.json(values)
}

func named(m *echomigrate.Migrator) string {
	if m.Name() == "" {
		return firstDatabase
	}
	return m.Name()
}

// json prints a value where JSON was asked for.
func (c call) json(value any) error {
	if !c.Bool("json") || value == nil {
		return nil
	}
	return encode(c.out, value)
}

func encode(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
