package main

import (
	"net/http"

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
	e.Use(middleware.Recover())

	migrator, err := echomigrate.Init(e, db, echomigrate.Config{Development: echomigrate.Development{Enabled: c.Development}})
	if err != nil {
		return nil, err
	}
	e.Use(migrator.Middleware())
	api.Register(e, db)
	e.GET("/healthz", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.GET("/readyz", ready(migrator))
	return &application{echo: e, db: db, migrator: migrator}, nil
}

// ready answers 200 when the database has the schema that this binary was built for, and 503 with the reason otherwise.
func ready(m *echomigrate.Migrator) echo.HandlerFunc {
	return func(c echo.Context) error {
		pending, err := m.Pending(c.Request().Context())
		switch {
		case err != nil:
			return c.JSON(http.StatusServiceUnavailable, map[string]any{"ready": false, "reason": err.Error()})
		case len(pending) > 0:
			ids := make([]string, len(pending))
			for i, r := range pending {
				ids[i] = r.ID
			}
			return c.JSON(http.StatusServiceUnavailable, map[string]any{"ready": false, "reason": "the schema is behind", "pending": ids})
		}
		return c.JSON(http.StatusOK, map[string]any{"ready": true})
	}
}
