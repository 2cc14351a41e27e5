// Package api answers the publishing house's HTTP requests.
package api

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
)

// Handlers answer requests from one database.
type Handlers struct {
	db *bun.DB
}

// Register adds the routes to e.
func Register(e *echo.Echo, db *bun.DB) {
	h := Handlers{db: db}
	e.GET("/organisations", h.listOrganisations)
	e.POST("/organisations", h.createOrganisation)
	e.GET("/organisations/:organisation", h.showOrganisation)
	e.POST("/organisations/:organisation/members", h.addMember)
	e.GET("/organisations/:organisation/posts", h.listPosts)
	e.POST("/organisations/:organisation/posts", h.createPost)
	e.POST("/users", h.createUser)
	e.GET("/posts/:post", h.showPost)
	e.POST("/posts/:post/publish", h.publishPost)
	e.PUT("/posts/:post/tags/:tag", h.tagPost)
	e.GET("/posts/:post/comments", h.listComments)
	e.POST("/posts/:post/comments", h.createComment)
	e.GET("/posts/:post/attachments", h.listAttachments)
}

// bind reads the request's body and checks what its check method asks for.
func bind[T interface{ check() error }](c echo.Context, into T) error {
	if err := c.Bind(into); err != nil {
		return err
	}
	if err := into.check(); err != nil {
		return echo.NewHTTPError(http.StatusUnprocessableEntity, err.Error())
	}
	return nil
}

// found turns "no rows" into 404 and leaves other errors as they are.
func found(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return echo.NewHTTPError(http.StatusNotFound, "there is no such "+what)
	}
	return err
}

var errRequired = errors.New("a required field is empty")
