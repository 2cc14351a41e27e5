// Package config reads the application's settings from flags and the environment.
package config

import "github.com/urfave/cli/v2"

// Config is all that can be set from outside.
type Config struct {
	// DatabaseURL is postgres://… or the path of an SQLite file.
	DatabaseURL string
}

// Flags are the program's global flags; each can be given by the environment too.
func Flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name:    "database-url",
			Usage:   "`URL` of a PostgreSQL database (postgres://…) or path of an SQLite file",
			Value:   "app.db",
			EnvVars: []string{"DATABASE_URL"},
		},
	}
}

// FromContext reads the settings of a running command.
func FromContext(c *cli.Context) Config {
	return Config{DatabaseURL: c.String("database-url")}
}
