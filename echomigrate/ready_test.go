package echomigrate_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// service is an app with all that there is for it, and a route of its own.
func service(m *echomigrate.Migrator, middleware ...echo.MiddlewareFunc) *echo.Echo {
	e := echo.New()
	e.Use(middleware...)
	e.GET("/readyz", m.Ready())
	e.GET("/livez", m.Live())
	e.GET("/metrics", m.Metrics())
	e.Any("/", func(c echo.Context) error { return c.String(http.StatusOK, "served") })
	return e
}

func get(e *echo.Echo, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestReadyAndLive(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := program(t, db, table("a1", "Add a"))
		e := service(m)
		probe := func(path, accept string, code int, retry, kind, body string) {
			t.Helper()
			w := get(e, path, accept)
			h := w.Header()
			got := []any{w.Code, h.Get("Retry-After"), h.Get("Content-Type"), h.Get("Cache-Control"), w.Body.String()}
			if d := cmp.Diff([]any{code, retry, kind, "no-store", body}, got); d != "" {
				t.Errorf("%s for %s (-want +got):\n%s", path, accept, d)
			}
		}
		const text, asJSON = "text/plain; charset=UTF-8", "application/json"
		probe("/readyz", "*/*", 503, "5", text, "not ready\nbehind: 1 revision is not applied: a1: run `db upgrade`\nat the base, this program is at a1\npending: a1, Add a\n")
		var r echomigrate.Readiness
		if err := json.Unmarshal(get(e, "/readyz", "application/json, text/plain;q=0.5").Body.Bytes(), &r); err != nil || r.Ready || r.State != "behind" ||
			len(r.Databases) != 1 || r.Databases[0].Pending[0].ID != "a1" {
			t.Errorf("as JSON: %+v, %v", r, err)
		}
		upgrade(t, m, "head")
		probe("/readyz", "", 200, "", text, "ready\ncurrent\nat a1, this program is at a1\n")
		db.Close()
		probe("/readyz", "*/*", 503, "5", text, "not ready\nunknown: the database cannot be asked: read tables echomigrate_version and echomigrate_history: sql: database is closed\n")
		probe("/livez", "*/*", 200, "", text, "live\n")
		probe("/livez", asJSON, 200, "", "application/json", "{\"live\":true}\n")
	})
}

// All databases must be there; the first that is not says in which state the program is.
func TestReadyAsksEveryDatabase(t *testing.T) {
	first, second := testdb.SQLite(t), testdb.SQLite(t)
	m := migrator(t, first, echomigrate.Config{
		Repository: repository(table("a1", "Add a")), StatusTTL: atOnce, StatusTimeout: time.Minute,
		Databases: []echomigrate.Database{{Name: "analytics", DB: second}},
	})
	upgrade(t, m, "head")
	e := service(m, m.Middleware())
	var logged error
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		logged = err
		e.DefaultHTTPErrorHandler(err, c)
	}
	if w := get(e, "/readyz", ""); w.Code != 503 || !strings.Contains(w.Body.String(), "\ndatabase analytics: behind: 1 revision") {
		t.Errorf("one of two: %d %s", w.Code, w.Body)
	}
	if w := get(e, "/", ""); w.Code != 503 {
		t.Errorf("the app, with one of two: %d %s", w.Code, w.Body)
	}
	const why = "the program may not serve: database analytics: behind: 1 revision is not applied: a1: run `db upgrade`"
	if err := errors.Unwrap(logged); !errors.Is(err, echomigrate.ErrMayNotServe) || err.Error() != why {
		t.Errorf("the app's error handler gets %v", logged)
	}
	upgrade(t, m.Databases()[1], "head")
	if w := get(e, "/readyz", ""); w.Code != 200 {
		t.Errorf("both: %d %s", w.Code, w.Body)
	}
	if w := get(e, "/", ""); w.Code != 200 {
		t.Errorf("the app, with both: %d %s", w.Code, w.Body)
	}
	want := strings.Join([]string{
		`echomigrate_state{database="",state="current"} 1`, `echomigrate_state{database="analytics",state="behind"} 0`,
		`echomigrate_may_serve{database="analytics"} 1`, `echomigrate_pending_revisions{database=""} 0`,
	}, "\n")
	w := get(e, "/metrics", "")
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("the metrics may be kept: %q", got)
	}
	for line := range strings.SplitSeq(want, "\n") {
		if !strings.Contains(w.Body.String(), line+"\n") {
			t.Errorf("the metrics do not say %s:\n%s", line, w.Body)
		}
	}
}

func TestMiddlewareKeepsRequestsOutUntilTheSchemaIsThere(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := migrator(t, db, echomigrate.Config{Repository: repository(table("a1", "Add a"), table("b2", "Add b", "a1")), StatusTTL: time.Hour, StatusTimeout: time.Minute})
		e := service(m, m.Middleware())
		if w := get(e, "/", ""); w.Code != 503 || w.Header().Get("Retry-After") != "5" || w.Header().Get("Cache-Control") != "no-store" ||
			w.Body.String() != `{"message":"The service is not ready. Try again later."}`+"\n" {
			t.Errorf("behind: %d %v %s", w.Code, w.Header(), w.Body)
		}
		if w := get(e, "/livez", ""); w.Code != 200 {
			t.Errorf("a probe: %d", w.Code)
		}
		upgrade(t, m, "head")
		if w := get(e, "/", ""); w.Body.String() != "served" {
			t.Errorf("at once behind the upgrade: %d %s", w.Code, w.Body)
		}
		if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
			t.Fatal(err)
		}
		if w := get(e, "/", ""); w.Code != 503 {
			t.Errorf("at once behind the downgrade: %d %s", w.Code, w.Body)
		}
		var told echomigrate.Readiness
		own := service(m, m.MiddlewareWithConfig(echomigrate.MiddlewareConfig{
			Skipper:    func(c echo.Context) bool { return c.QueryParam("through") != "" },
			RetryAfter: time.Minute,
			Handler: func(c echo.Context, r echomigrate.Readiness) error {
				told = r
				return c.String(http.StatusTeapot, "wait")
			},
		}))
		if w := get(own, "/", ""); w.Code != http.StatusTeapot || w.Header().Get("Retry-After") != "60" || told.State != echomigrate.StateBehind {
			t.Errorf("a handler: %d %v %+v", w.Code, w.Header(), told)
		}
		if w := get(own, "/?through=1", ""); w.Code != 200 {
			t.Errorf("skipped: %d", w.Code)
		}
	})
}

// Requests go by what was known when the database cannot be asked: their own handlers say what they miss.
func TestMiddlewareWhileTheDatabaseIsDown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := program(t, db, table("a1", "Add a"))
		upgrade(t, m, "head")
		e := service(m, m.Middleware())
		if w := get(e, "/", ""); w.Code != 200 {
			t.Fatalf("current: %d %s", w.Code, w.Body)
		}
		db.Close()
		if s := m.Status(t.Context()); s.State != echomigrate.StateUnknown {
			t.Fatalf("it is %s", s)
		}
		if w := get(e, "/", ""); w.Code != 200 {
			t.Errorf("known before: %d %s", w.Code, w.Body)
		}
		never := program(t, db, table("a1", "Add a"))
		if w := get(service(never, never.Middleware()), "/", ""); w.Code != 503 {
			t.Errorf("never known: %d %s", w.Code, w.Body)
		}
	})
}

// nothing is a handler that costs nothing.
func nothing(echo.Context) error { return nil }

// through is a handler behind the middleware of a database that is current, and a context for it.
func through(t testing.TB) (echo.HandlerFunc, echo.Context) {
	t.Helper()
	m, err := echomigrate.New(testdb.SQLite(t), echomigrate.Config{Repository: repository(table("a1", "Add a"))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	h := m.Middleware()(nothing)
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
	if err := h(c); err != nil {
		t.Fatal(err)
	}
	return h, c
}

func TestMiddlewareAllocatesNothing(t *testing.T) {
	h, c := through(t)
	var err error
	if n := testing.AllocsPerRun(10000, func() { err = errors.Join(err, h(c)) }); n != 0 || err != nil {
		t.Errorf("%g allocations a request, %v", n, err)
	}
}

func BenchmarkMiddleware(b *testing.B) {
	h, c := through(b)
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = nothing(c)
		}
	})
	b.Run("current", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = h(c)
		}
	})
	b.Run("current, parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				_ = h(c)
			}
		})
	})
}

// TestProbesGoThroughWithASlashBehind has Echo's AddTrailingSlash in front of the router, where the routes have the slash.
func TestProbesGoThroughWithASlashBehind(t *testing.T) {
	m := program(t, testdb.SQLite(t), table("a1", "Add a"))
	e := echo.New()
	e.Pre(middleware.AddTrailingSlash())
	e.Use(m.Middleware())
	e.GET("/livez/", m.Live())
	e.GET("/livez/more/", m.Live())
	for path, code := range map[string]int{"/livez": 200, "/livez/": 200, "/livez/more/": 503, "/": 503} {
		if w := get(e, path, ""); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
}

func TestAProbeGetsWhatItAccepts(t *testing.T) {
	m := program(t, testdb.SQLite(t), table("a1", "Add a"))
	e := service(m, middleware.CORS(), middleware.Gzip())
	for accept, asJSON := range map[string]bool{
		"": false, "*/*": false, "text/plain": false, "application/*": false, "application/json5": false, "application/json;q=0": false,
		"application/json;q=0.000, */*": false, "application/json;q=0.1, text/plain": false, "application/json;q=much": false, "application/json;q=NaN": false,
		"application/json": true, "Application/JSON": true, "text/html, APPLICATION/json ; q=0.3": true, "application/json; charset=utf-8": true,
		"text/plain, application/json": true, ", ,application/json": true, "application/json;q=0, application/json;q=1": true,
	} {
		w := get(e, "/livez", accept)
		if is := strings.HasPrefix(w.Header().Get("Content-Type"), "application/json"); is != asJSON {
			t.Errorf("%q gets %s", accept, w.Header().Get("Content-Type"))
		}
		vary := strings.Join(w.Header().Values("Vary"), ", ")
		for _, want := range []string{"Origin", "Accept-Encoding", "Accept"} {
			if !slices.Contains(strings.Split(vary, ", "), want) {
				t.Errorf("%q: the header Vary lacks %s: %s", accept, want, vary)
			}
		}
	}
}

func TestTheDevelopmentPageIsForWhoAcceptsPages(t *testing.T) {
	d := develop(t, testdb.SQLite(t), inDevelopment(t))
	d.app.Use(d.m.Middleware())
	d.app.GET("/people", func(c echo.Context) error { return c.String(http.StatusOK, "people") })
	for accept, page := range map[string]bool{
		"text/html": true, "TEXT/HTML, */*;q=0.1": true, "application/json, text/html;q=0.2": true,
		"text/html;q=0, */*": false, "text/html5": false, "*/*": false,
	} {
		w := d.request("GET", "/people", nil, withHeader("Accept", accept))
		if got := strings.Contains(w.Body.String(), "<html"); got != page {
			t.Errorf("%q: the page: %t, want %t", accept, got, page)
		}
	}
}
