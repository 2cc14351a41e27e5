package main

import (
	"crypto/subtle"

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

// statusPath is where operators find the status page, once there is a password for them.
const statusPath = "/admin/migrations"

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
	e.Use(middleware.Recover(), migrator.MiddlewareWithConfig(echomigrate.MiddlewareConfig{Skipper: answersAlways}))
	e.GET("/livez", migrator.Live())
	e.GET("/readyz", migrator.Ready())
	e.GET("/metrics", migrator.Metrics())
	if c.AdminPassword != "" {
		e.GET(statusPath, migrator.StatusPage(), onlyAdmin(c.AdminPassword))
	}
	api.Register(e, db)
	return &application{echo: e, db: db, migrator: migrator}, nil
}

// answersAlways lets probes and the status page through while the database is behind, which is when they are looked at.
func answersAlways(c echo.Context) bool { return c.Path() == statusPath || echomigrate.SkipProbes(c) }

// onlyAdmin lets the user "admin" through who knows the password.
func onlyAdmin(password string) echo.MiddlewareFunc {
	return middleware.BasicAuth(func(user, given string, _ echo.Context) (bool, error) {
		return user == "admin" && subtle.ConstantTimeCompare([]byte(given), []byte(password)) == 1, nil
	})
}
