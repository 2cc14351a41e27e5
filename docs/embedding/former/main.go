// Command former is a service that goose migrated before.
package main

import (
	"fmt"
	"os"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"github.com/urfave/cli/v2"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	_ "github.com/echomigrate/echo-migrate/docs/embedding/former/versions" // the revisions
	"github.com/echomigrate/echo-migrate/docs/embedding/service"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

// Book is the model of today, with a column that goose never made.
type Book struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk"`
	Title string `bun:"title,notnull,type:varchar(200)"`
	Price int64  `bun:"price,notnull,default:0"`
	ISBN  string `bun:"isbn,type:text"`
}

func main() {
	app := &cli.App{
		Name:  "shop",
		Flags: []cli.Flag{&cli.StringFlag{Name: "database-url", EnvVars: []string{"DATABASE_URL"}, Value: "shop.db"}},
		Commands: []*cli.Command{
			dbcli.Command(func(c *cli.Context) (*echomigrate.Migrator, error) {
				db, err := service.Open(c.String("database-url"))
				if err != nil {
					return nil, err
				}
				return echomigrate.Init(echo.New(), db, echomigrate.Config{Models: []any{(*Book)(nil)}})
			}),
		},
	}
	if err := app.Run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(dbcli.ExitCode(err))
	}
}
