package echomigrate

import (
	"net/http"

	"github.com/labstack/echo/v4"
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
		content.Actions = nil // it only tells
		return writePage(c, http.StatusOK, "no-referrer", content)
	}
}
