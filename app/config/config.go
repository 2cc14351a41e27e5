// Package config reads the application's settings from flags and the environment.
package config

import "github.com/urfave/cli/v2"

// Config is all that can be set from outside.
type Config struct {
	// DatabaseURL is postgres://… or the path of an SQLite file.
	DatabaseURL string
	// Development shows the development page to browsers on this machine.
	Development bool
	// AdminPassword is that of the user "admin", who may see the status page; there is no such page while it is empty.
	AdminPassword string
	// OnStart is what serve does about the schema before it is ready.
	OnStart string
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
		&cli.BoolFlag{
			Name:    "development",
			Usage:   "show browsers on this machine the development page, which can change the database",
			EnvVars: []string{"DEVELOPMENT"},
		},
		&cli.StringFlag{
			Name:    "admin-password",
			Usage:   "`PASSWORD` with which the user admin sees the status page at /admin/migrations; without one there is no such page",
			EnvVars: []string{"ADMIN_PASSWORD"},
		},
		&cli.StringFlag{
			Name:    "on-start",
			Usage:   "what serve does about the schema: check, await or upgrade; nothing by default",
			EnvVars: []string{"ON_START"},
		},
	}
}

// FromContext reads the settings of a running command.
func FromContext(c *cli.Context) Config {
	return Config{
		DatabaseURL: c.String("database-url"), Development: c.Bool("development"), AdminPassword: c.String("admin-password"), OnStart: c.String("on-start"),
	}
}
