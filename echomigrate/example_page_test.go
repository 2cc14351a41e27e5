package echomigrate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// The app says when it is in development; in production there is no page.
func ExampleConfig_development() {
	for _, development := range []bool{false, true} {
		e := echo.New()
		_, err := echomigrate.Init(e, openDB(), echomigrate.Config{
			Repository:  versions(createBooks),
			Development: echomigrate.Development{Enabled: development},
		})
		check(err)

		request := httptest.NewRequest("GET", "/_echomigrate", nil)
		request.RemoteAddr, request.Host = "127.0.0.1:50123", "localhost:8080"
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, request)
		fmt.Println(development, answer.Code, strings.Contains(answer.Body.String(), "1 revision pending"))
	}
	// Output:
	// false 404 false
	// true 200 true
}

// Operators see how the database stands, behind the authentication that the app has anyway.
func ExampleMigrator_StatusPage() {
	e := echo.New()
	m, err := echomigrate.Init(e, openDB(), echomigrate.Config{Repository: versions(createBooks)})
	check(err)
	onlyOperators := middleware.BasicAuth(func(user, password string, _ echo.Context) (bool, error) {
		return user == "operator" && password == "secret", nil
	})
	e.GET("/admin/migrations", m.StatusPage(), onlyOperators)

	for _, password := range []string{"guessed", "secret"} {
		request := httptest.NewRequest("GET", "/admin/migrations", nil)
		request.SetBasicAuth("operator", password)
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, request)
		fmt.Println(http.StatusText(answer.Code), strings.Contains(answer.Body.String(), "Create books"))
	}
	// Output:
	// Unauthorized false
	// OK true
}
