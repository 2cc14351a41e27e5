package main

import (
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/app/api"
	"github.com/echomigrate/echo-migrate/app/config"
	"github.com/echomigrate/echo-migrate/app/models"
	"github.com/echomigrate/echo-migrate/echomigrate"
	_ "github.com/echomigrate/echo-migrate/migrations/versions" // the revisions
)

// application is everything that the service is made of.
type application struct {
	echo     *echo.Echo
	db       *bun.DB
	migrator *echomigrate.Migrator
}

// newApplication builds the service without connecting to anything.
func newApplication(c config.Config) (*application, error) {
	db, err := openDatabase(c.DatabaseURL)
	if err != nil {
		return nil, err
	}
	models.Register(db)

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	migrator, err := echomigrate.Init(e, db, echomigrate.Config{
		OnStart: echomigrate.OnStart(c.OnStart), Development: echomigrate.Development{Enabled: c.Development},
	})
	if err != nil {
		return nil, err
	}
	e.Use(middleware.Recover(), migrator.Middleware())
	e.GET("/healthz", migrator.Live())
	e.GET("/readyz", migrator.Ready())
	e.GET("/metrics", migrator.Metrics())
	api.Register(e, db)
	return &application{echo: e, db: db, migrator: migrator}, nil
}
