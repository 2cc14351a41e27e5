package echomigrate_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"golang.org/x/net/html"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// developer is somebody with a browser on the machine that the app runs on.
type developer struct {
	t   *testing.T
	app *echo.Echo
	m   *echomigrate.Migrator
}

func develop(t *testing.T, db *bun.DB, config echomigrate.Config) developer {
	t.Helper()
	app := echo.New()
	m, err := echomigrate.Init(app, db, config)
	if err != nil {
		t.Fatal(err)
	}
	return developer{t, app, m}
}

// inDevelopment has a database that is two revisions behind models that say more.
func inDevelopment(t *testing.T) echomigrate.Config {
	directory := filepath.Join(t.TempDir(), "migrations")
	if err := os.MkdirAll(filepath.Join(directory, "versions"), 0o755); err != nil {
		t.Fatal(err)
	}
	return echomigrate.Config{
		Repository: repository(createGuests(), addRoom()), Models: []any{(*visit)(nil), (*guestWithRoom)(nil)}, Directory: directory,
		NewID: func() string { return "c3" }, PageTimeout: time.Minute, Development: echomigrate.Development{Enabled: true},
	}
}

const developmentPage = "/_echomigrate"

// request is that of a browser on the app's machine, with a change.
func (d developer) request(method, path string, form url.Values, change func(*http.Request)) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr, r.Host = "127.0.0.1:50123", "localhost:8080"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://localhost:8080")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if change != nil {
		change(r)
	}
	return ask(d.t, d.app, r)
}

// page is the page's text, and the fields of the form with that button.
func (d developer) page(path, button string) (text string, fields url.Values) {
	d.t.Helper()
	w := d.request("GET", path, nil, nil)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	headers(d.t, w)
	root, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		d.t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data != "form" || !strings.HasSuffix(attribute(n, "action"), "/"+button) {
			continue
		}
		fields = url.Values{}
		for input := range n.Descendants() {
			if input.Data == "input" {
				fields.Set(attribute(input, "name"), attribute(input, "value"))
			}
		}
	}
	return words(d.t, w), fields
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// press presses a button of the page, and gives the page that it leads to.
func (d developer) press(button string, extra ...string) string {
	d.t.Helper()
	text, fields := d.page(developmentPage, button)
	if fields == nil {
		d.t.Fatalf("there is no button to %s:\n%s", button, text)
	}
	for i := 0; i+1 < len(extra); i += 2 {
		fields.Set(extra[i], extra[i+1])
	}
	w := d.request("POST", developmentPage+"/"+button, fields, nil)
	headers(d.t, w)
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, developmentPage+"?result=") {
		d.t.Fatalf("%s: %d to %q: %s", button, w.Code, to, w.Body)
	}
	text, _ = d.page(to, button)
	return text
}

// pending is how many revisions the database lacks.
func (d developer) pending() int {
	d.t.Helper()
	list, err := d.m.Pending(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return len(list)
}

func TestTheButtonsOfTheDevelopmentPage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := inDevelopment(t)
		d := develop(t, db, config)
		text, _ := d.page(developmentPage, "upgrade")
		shows(t, text, "2 revisions pending", "CREATE TABLE", "Say which room")
		if _, fields := d.page(developmentPage, "downgrade"); fields != nil {
			t.Error("there is a way down from the base")
		}
		if _, fields := d.page(developmentPage, "generate"); fields != nil {
			t.Error("a revision could be generated while others are pending")
		}

		shows(t, d.press("upgrade"), "The upgrade is done", "upgrade a1 -> b2, Say which room", "Up to date", "CreateTable visits")
		if n := d.pending(); n != 0 {
			t.Errorf("%d revisions are pending after the upgrade", n)
		}
		text, _ = d.page(developmentPage, "downgrade")
		shows(t, text, "This takes back Say which room b2", "DropColumn guests.room")
		shows(t, d.press("downgrade"), "The downgrade is done", "downgrade b2 -> a1", "1 revision pending")
		if n := d.pending(); n != 1 {
			t.Errorf("%d revisions are pending after the downgrade", n)
		}
		d.press("upgrade")

		shows(t, d.press("generate", "message", " "), "No revision was generated", "a revision needs a message")
		file := filepath.Join(config.Directory, "versions", "c3_record_visits.go")
		shows(t, d.press("generate", "message", "Record visits"), "Generated "+file, "CreateTable visits", "Rebuild and restart", "is not in this binary")
		if source, err := os.ReadFile(file); err != nil || !strings.Contains(string(source), "op.CreateTable") {
			t.Errorf("%v\n%s", err, source)
		}
		for _, button := range []string{"upgrade", "downgrade", "generate"} {
			if _, fields := d.page(developmentPage, button); fields != nil {
				t.Errorf("the page of a program that must be built again has a button to %s", button)
			}
		}
	})
}

// TestAPersonAnswersOnTheDevelopmentPage says what was renamed, and what rows that are there get.
func TestAPersonAnswersOnTheDevelopmentPage(t *testing.T) {
	type guest struct {
		bun.BaseModel `bun:"table:guests"`

		ID       int64  `bun:"id,pk,autoincrement"`
		FullName string `bun:"full_name,notnull"`
		Age      int64  `bun:"age,notnull"`
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := inDevelopment(t)
		config.Repository, config.Models = repository(createGuests()), []any{(*guest)(nil)}
		d := develop(t, db, config)
		text := d.press("upgrade")
		shows(t, text, "What became of guests.name ?", "renamed to full_name", "Value of guests.age in the rows that are there")
		d.press("generate", "message", "Rename", "rename:guests.name", "full_name", "fill:guests.age", " 18 ")
		source, err := os.ReadFile(filepath.Join(config.Directory, "versions", "c3_rename.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`op.RenameColumn{Table: "guests", From: "name", To: "full_name"}`, `"18"`} {
			if !strings.Contains(string(source), want) {
				t.Errorf("the revision does not say %s:\n%s", want, source)
			}
		}
	})
}

func TestTheDevelopmentPageTellsOfErrors(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := inDevelopment(t)
		config.Repository = repository(createGuests(), revision.Revision{ID: "b2", Revises: []string{"a1"}, Upgrade: []op.Operation{op.Exec{SQL: "SELECT nonsense"}}})
		d := develop(t, db, config)
		shows(t, d.press("upgrade"), "The upgrade failed", "upgrade -> a1, Create guests", "upgrade b2: step 1", "nonsense", "1 revision pending")
	})
}

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

func TestTheDevelopmentPageRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		_, fields := d.page(developmentPage, "upgrade")
		header := func(name, value string) func(*http.Request) {
			return func(r *http.Request) { r.Header.Set(name, value) }
		}
		peer := func(address string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = address } }
		host := func(name string) func(*http.Request) {
			return func(r *http.Request) { r.Host = name; r.Header.Set("Origin", "http://"+name) }
		}
		for says, change := range map[string]func(*http.Request){
			"another site":               header("Origin", "http://example.com"),
			"another port":               header("Origin", "http://localhost:9090"),
			"a page without an origin":   header("Origin", "null"),
			"a scheme that is no page's": header("Origin", "ftp://localhost:8080"),
			"a request across sites":     header("Sec-Fetch-Site", "cross-site"),
			"a request within a site":    header("Sec-Fetch-Site", "same-site"),
			"a request by itself":        header("Sec-Fetch-Site", "none"),
			"a request from nowhere":     func(r *http.Request) { r.Header.Del("Origin"); r.Header.Del("Sec-Fetch-Site") },
			"another machine":            peer("192.0.2.1:50123"),
			"another machine, IPv6":      peer("[2001:db8::1]:50123"),
			"another machine, mapped":    peer("[::ffff:192.0.2.1]:50123"),
			"a socket without address":   peer("@"),
			"a header that says it is near": func(r *http.Request) {
				peer("192.0.2.1:50123")(r)
				header("X-Forwarded-For", "127.0.0.1")(r)
				header("X-Real-Ip", "127.0.0.1")(r)
			},
			"a proxy for another machine":  header("X-Forwarded-For", "127.0.0.1, 192.0.2.1"),
			"a proxy that says X-Real-Ip":  header("X-Real-Ip", "192.0.2.1"),
			"a proxy that says Forwarded":  header("Forwarded", `for="[2001:db8::1]:4711";proto=https`),
			"a proxy for somebody unknown": header("Forwarded", "for=_hidden"),
			"a name that leads here":       host("rebound.example.com"),
			"a name that looks like here":  host("localhost.example.com:8080"),
			"a name that ends like here":   host("notlocalhost:8080"),
			"the address of another":       host("192.0.2.1:8080"),
			"no name":                      host(""),
		} {
			w := d.request("POST", developmentPage+"/upgrade", fields, change)
			headers(t, w)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s: %d %s", says, w.Code, w.Body)
			}
		}
		for says, change := range map[string]func(url.Values){
			"no token":             func(v url.Values) { v.Del("token") },
			"an empty token":       func(v url.Values) { v.Set("token", "") },
			"another token":        func(v url.Values) { v.Set("token", strings.Repeat("A", len(v.Get("token")))) },
			"more than the token":  func(v url.Values) { v.Set("token", v.Get("token")+"A") },
			"a part of the token":  func(v url.Values) { v.Set("token", v.Get("token")[1:]) },
			"too long a form":      func(v url.Values) { v.Set("message", strings.Repeat("x", 1<<20)) },
			"a database of nobody": func(v url.Values) { v.Set("database", "nowhere") },
		} {
			changed := url.Values{}
			for name := range fields {
				changed.Set(name, fields.Get(name))
			}
			change(changed)
			w := d.request("POST", developmentPage+"/upgrade", changed, nil)
			headers(t, w)
			if w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s: %d %s", says, w.Code, w.Body)
			}
		}
		w := d.request("POST", developmentPage+"/upgrade?"+fields.Encode(), nil, nil)
		if headers(t, w); w.Code != http.StatusForbidden {
			t.Errorf("a token in the address: %d", w.Code)
		}
		if n := d.pending(); n != 2 {
			t.Errorf("%d revisions are pending: one of the requests went through", n)
		}
		for _, r := range []struct {
			method, path string
			status       int
			allow        string
		}{
			{"GET", developmentPage + "/upgrade", http.StatusMethodNotAllowed, "POST"},
			{"PUT", developmentPage + "/downgrade", http.StatusMethodNotAllowed, "POST"},
			{"HEAD", developmentPage + "/generate", http.StatusMethodNotAllowed, "POST"},
			{"POST", developmentPage, http.StatusMethodNotAllowed, "GET, HEAD"},
			{"POST", developmentPage + "/drop", http.StatusNotFound, ""},
			{"GET", developmentPage + "?database=nowhere", http.StatusNotFound, ""},
			{"GET", developmentPage + "?result=unknown&graph=x&runs=-1", http.StatusOK, ""},
		} {
			w := d.request(r.method, r.path, fields, nil)
			if headers(t, w); w.Code != r.status || w.Header().Get("Allow") != r.allow {
				t.Errorf("%s %s: %d, Allow %q", r.method, r.path, w.Code, w.Header().Get("Allow"))
			}
		}
		for says, change := range map[string]func(*http.Request){
			"a script of another site": func(r *http.Request) { header("Origin", "http://example.com")(r) },
			"a script of a sandbox":    func(r *http.Request) { header("Origin", "null")(r) },
			"a picture of another site": func(r *http.Request) {
				header("Sec-Fetch-Site", "cross-site")(r)
				header("Sec-Fetch-Mode", "no-cors")(r)
			},
		} {
			w := d.request("GET", developmentPage, nil, change)
			if headers(t, w); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "guests") {
				t.Errorf("%s sees the page: %d %s", says, w.Code, w.Body)
			}
		}
		w = d.request("GET", developmentPage, nil, func(r *http.Request) {
			header("Sec-Fetch-Site", "cross-site")(r)
			header("Sec-Fetch-Mode", "navigate")(r)
		})
		if headers(t, w); w.Code != http.StatusOK {
			t.Errorf("a link of another site: %d", w.Code)
		}
		w = d.request("GET", developmentPage, nil, peer("192.0.2.1:50123"))
		if headers(t, w); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "guests") {
			t.Errorf("another machine sees the page: %d %s", w.Code, w.Body)
		}
	})
}

func TestTheDevelopmentPageOfOthers(t *testing.T) {
	config := inDevelopment(t)
	config.Development.Path = "/dev/schema"
	config.Development.Peers = []netip.Prefix{netip.MustParsePrefix("172.17.0.0/16")}
	config.Development.Hosts = []string{"shop.example.com"}
	d := develop(t, testdb.SQLite(t), config)
	for _, r := range []struct {
		peer, host, forwarded string
		status                int
	}{
		{"127.0.0.1:1", "localhost", "", 200},
		{"127.8.0.1:1", "LOCALHOST.:8080", "", 200},
		{"[::1]:1", "[::1]:8080", "", 200},
		{"[::ffff:127.0.0.1]:1", "127.0.0.1:8080", "", 200},
		{"127.0.0.1:1", "shop.localhost:8080", "127.0.0.1", 200},
		{"172.17.0.1:1", "Shop.example.com:8080", "172.17.0.9", 200},
		{"172.18.0.1:1", "localhost", "", 403},
		{"172.17.0.1:1", "api.example.com", "", 403},
		{"172.17.0.1:1", "localhost", "172.18.0.1", 403},
	} {
		w := d.request("GET", "/dev/schema", nil, func(q *http.Request) {
			q.RemoteAddr, q.Host = r.peer, r.host
			if r.forwarded != "" {
				q.Header.Set("X-Forwarded-For", r.forwarded)
			}
		})
		if headers(t, w); w.Code != r.status {
			t.Errorf("%+v: %d %s", r, w.Code, w.Body)
		}
	}
	if w := d.request("GET", developmentPage, nil, nil); w.Code != http.StatusNotFound {
		t.Errorf("the page is at its default path too: %d", w.Code)
	}
}

func TestProductionHasNoDevelopmentPage(t *testing.T) {
	config := inDevelopment(t)
	config.Development = echomigrate.Development{Path: developmentPage}
	d := develop(t, testdb.SQLite(t), config)
	if routes := d.app.Routes(); len(routes) != 0 {
		t.Errorf("there are routes: %v", routes)
	}
	for _, path := range []string{"", "/upgrade", "/downgrade", "/generate"} {
		for _, method := range []string{"GET", "POST"} {
			if w := d.request(method, developmentPage+path, url.Values{"message": {"x"}}, nil); w.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d", method, path, w.Code)
			}
		}
	}
}

func TestAnotherInitTakesTheDevelopmentPage(t *testing.T) {
	db := testdb.SQLite(t)
	d := develop(t, db, inDevelopment(t))
	config := inDevelopment(t)
	config.Development = echomigrate.Development{}
	if _, err := echomigrate.Init(d.app, db, config); err != nil {
		t.Fatal(err)
	}
	if w := d.request("GET", developmentPage, nil, nil); w.Code != http.StatusNotFound {
		t.Errorf("the page of an app that is not in development any more: %d", w.Code)
	}
}

func TestAPathOfNoPageIsRefused(t *testing.T) {
	for _, path := range []string{"migrations", "/", "/migrations/", "/:page", "/*", "/a?b", "/a b"} {
		config := inDevelopment(t)
		config.Development.Path = path
		if _, err := echomigrate.Init(echo.New(), testdb.SQLite(t), config); err == nil || !strings.Contains(err.Error(), "Config.Development.Path") {
			t.Errorf("%q: %v", path, err)
		}
	}
}
