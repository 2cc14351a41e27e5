// Package service is an Echo service as it was before it had migrations: its model, its database and its routes.
package service

import (
	"database/sql"
	"net/http"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Book is what the shop sells.
type Book struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title,notnull"`
}

// Open opens PostgreSQL by a URL, or SQLite by the path of a file. It does not connect yet.
func Open(address string) (*bun.DB, error) {
	if strings.HasPrefix(address, "postgres://") {
		db, err := sql.Open("pgx", address)
		return bun.NewDB(db, pgdialect.New()), err
	}
	db, err := sql.Open("sqlite", "file:"+address+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
	return bun.NewDB(db, sqlitedialect.New()), err
}

// New makes the service.
func New(db *bun.DB) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/books", func(c echo.Context) error {
		books := []Book{}
		if err := db.NewSelect().Model(&books).Order("id").Scan(c.Request().Context()); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, books)
	})
	return e
}
