package echomigrate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestAnUpgradeLeadsBackToTheApp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for path, want := range map[string]string{
			"/people?page=2": "/people?page=2",
			"//example.com/": "", "https://example.com/": "", `/\example.com`: "", "people": "", "javascript:alert(1)": "", "/\t/example.com": "", "": "",
		} {
			d := develop(t, db, inDevelopment(t))
			_, fields := d.page(developmentPage, "upgrade")
			if fields == nil {
				_, err := d.m.Downgrade(t.Context(), "base")
				if err != nil {
					t.Fatal(err)
				}
				_, fields = d.page(developmentPage, "upgrade")
			}
			fields.Set("return", path)
			w := d.request("POST", developmentPage+"/upgrade", fields, nil)
			headers(t, w)
			got := w.Header().Get("Location")
			if w.Code != http.StatusSeeOther || want != "" && got != want || want == "" && !strings.HasPrefix(got, developmentPage+"?result=") {
				t.Errorf("return %q: %d to %q", path, w.Code, got)
			}
		}
	})
}

// TestTheDevelopmentPageStandsInForTheApp lets a browser that asks for the app come to the app.
func TestTheDevelopmentPageStandsInForTheApp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		d.app.Use(d.m.Middleware())
		d.app.GET("/people", func(c echo.Context) error { return c.String(http.StatusOK, "the people of page "+c.QueryParam("page")) })
		browser := func(r *http.Request) { r.Header.Set("Accept", "text/html,application/xhtml+xml") }
		w := d.request("GET", "/people?page=2", nil, browser)
		headers(t, w)
		body := w.Body.String()
		if shows(t, words(t, w), "2 revisions pending"); w.Code != http.StatusServiceUnavailable || !strings.Contains(body, `name="return" value="/people?page=2"`) {
			t.Errorf("%d %s", w.Code, body)
		}
		for says, change := range map[string]func(*http.Request){
			"a program":               nil,
			"another machine":         func(r *http.Request) { browser(r); r.RemoteAddr = "192.0.2.1:50123" },
			"a name that leads here":  func(r *http.Request) { browser(r); r.Host = "rebound.example.com" },
			"what is no page's place": func(r *http.Request) { browser(r); r.Method = http.MethodDelete },
		} {
			w := d.request("GET", "/people", nil, change)
			if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "<html") {
				t.Errorf("%s: %d %s", says, w.Code, w.Body)
			}
		}
		_, fields := d.page(developmentPage, "upgrade")
		fields.Set("return", "/people?page=2")
		w = d.request("POST", developmentPage+"/upgrade", fields, nil)
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/people?page=2" {
			t.Fatalf("%d to %q", w.Code, to)
		}
		if w := d.request("GET", "/people?page=2", nil, browser); w.Code != http.StatusOK || w.Body.String() != "the people of page 2" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// TestFurtherDatabasesHaveTheirOwnPage shows the one that is behind.
func TestFurtherDatabasesHaveTheirOwnPage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := inDevelopment(t)
		config.Databases = []echomigrate.Database{{Name: "analytics", DB: testdb.SQLite(t), Models: []any{(*guestWithRoom)(nil)}}}
		d := develop(t, db, config)
		d.app.Use(d.m.Middleware())
		if _, err := d.m.Upgrade(t.Context(), "heads"); err != nil {
			t.Fatal(err)
		}
		browser := func(r *http.Request) { r.Header.Set("Accept", "text/html") }
		w := d.request("GET", "/", nil, browser)
		shows(t, words(t, w), "Migrations of analytics", "2 revisions pending", "the first one")
		text, fields := d.page(developmentPage+"?database=analytics", "upgrade")
		shows(t, text, "sqlite, database analytics")
		w = d.request("POST", developmentPage+"/upgrade", fields, nil)
		to := w.Header().Get("Location")
		text, _ = d.page(to, "upgrade")
		shows(t, text, "Migrations of analytics", "The upgrade is done", "Up to date")
	})
}
