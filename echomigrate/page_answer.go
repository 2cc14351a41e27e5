package echomigrate

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/echomigrate/page"
)

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

// writePage answers with a page.
func writePage(c echo.Context, status int, referrer string, content page.Content) error {
	var b bytes.Buffer
	if err := page.Render(&b, content); err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	pageHeaders(c, referrer)
	return c.HTMLBlob(status, b.Bytes())
}

// pageHeaders sets the headers that all pages have.
func pageHeaders(c echo.Context, referrer string) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", page.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", referrer)
	h.Set("Cache-Control", "no-store")
}
