// Command databases is a service with two databases and one history.
package main

import (
	"fmt"
	"os"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"github.com/urfave/cli/v2"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	_ "github.com/echomigrate/echo-migrate/docs/embedding/databases/versions" // the revisions
	"github.com/echomigrate/echo-migrate/docs/embedding/service"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

// Visit is a row in the second database.
type Visit struct {
	bun.BaseModel `bun:"table:visits"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Path string `bun:"path,notnull"`
}

func migrator(main, analytics string) (*echomigrate.Migrator, error) {
	db, err := service.Open(main)
	if err != nil {
		return nil, err
	}
	second, err := service.Open(analytics)
	if err != nil {
		return nil, err
	}
	return echomigrate.Init(echo.New(), db, echomigrate.Config{
		Models: []any{(*service.Book)(nil)},
		Databases: []echomigrate.Database{
			{Name: "analytics", DB: second, Models: []any{(*Visit)(nil)}},
		},
	})
}

func main() {
	app := &cli.App{
		Name: "shop",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "database-url", EnvVars: []string{"DATABASE_URL"}, Value: "shop.db"},
			&cli.StringFlag{Name: "analytics-url", EnvVars: []string{"ANALYTICS_URL"}, Value: "analytics.db"},
		},
		Commands: []*cli.Command{
			dbcli.Command(func(c *cli.Context) (*echomigrate.Migrator, error) {
				return migrator(c.String("database-url"), c.String("analytics-url"))
			}),
		},
	}
	if err := app.Run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(dbcli.ExitCode(err))
	}
}
