package echomigrate

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/echomigrate/page"
)

// StatusPage is a page for those who operate the service: what is pending, with its SQL and its locks, what the models say beyond
// that, what stands in the way of a run, the history and the log. It only tells, but it tells much: mount it behind the app's own
// authentication, and let MiddlewareConfig.Skipper pass it, or it is kept from operators while the program may not serve.
//
//	e.GET("/admin/migrations", m.StatusPage(), onlyOperators)
func (m *Migrator) StatusPage() echo.HandlerFunc {
	return func(c echo.Context) error {
		content, err := m.asked(c, c.QueryParam("database"))
		if err != nil {
			return echo.NewHTTPError(http.StatusNotFound, err.Error())
		}
		content.Actions = nil
		return writePage(c, http.StatusOK, "no-referrer", content)
	}
}

// asked is the content that a request asks for, about a database.
func (m *Migrator) asked(c echo.Context, database string) (page.Content, error) {
	d, err := m.Database(database)
	if err != nil {
		return page.Content{}, err
	}
	first, _ := strconv.Atoi(c.QueryParam("graph")) // what is no number means the beginning
	before, _ := strconv.ParseInt(c.QueryParam("runs"), 10, 64)
	content := d.content(c.Request().Context(), stretch{graph: max(0, first), runs: max(0, before)})
	if len(m.further) > 0 {
		for _, other := range m.Databases() {
			content.Databases = append(content.Databases, page.Database{Name: other.name, Shown: other == d})
		}
	}
	return content, nil
}

// writePage answers with a page and the headers that all of them have.
func writePage(c echo.Context, status int, referrer string, content page.Content) error {
	var b bytes.Buffer
	if err := page.Render(&b, content); err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	pageHeaders(c, referrer)
	return c.HTMLBlob(status, b.Bytes())
}

func pageHeaders(c echo.Context, referrer string) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", page.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", referrer)
	h.Set("Cache-Control", "no-store")
}
