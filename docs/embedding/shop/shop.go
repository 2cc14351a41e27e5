// Package shop is the service with its migrations.
package shop

import (
	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/docs/embedding/service"
	_ "github.com/echomigrate/echo-migrate/docs/embedding/shop/migrations/versions" // the revisions
	"github.com/echomigrate/echo-migrate/echomigrate"
)

// New makes the service, with its database and its migrations.
func New(address string) (*echo.Echo, *echomigrate.Migrator, error) {
	db, err := service.Open(address)
	if err != nil {
		return nil, nil, err
	}
	db.RegisterModel((*service.Book)(nil))
	e := service.New(db)
	m, err := echomigrate.Init(e, db)
	return e, m, err
}
