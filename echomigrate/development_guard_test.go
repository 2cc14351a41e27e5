package echomigrate_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// withHeader sets a header.
func withHeader(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// ofPeer sets whose connection it is.
func ofPeer(address string) func(*http.Request) {
	return func(r *http.Request) { r.RemoteAddr = address }
}

// named sets the name that the page is asked for by, and that it would come from.
func named(name string) func(*http.Request) {
	return func(r *http.Request) { r.Host = name; r.Header.Set("Origin", "http://"+name) }
}

func TestAButtonIsForThePageAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		_, fields := d.page(developmentPage, "upgrade")
		for says, change := range map[string]func(*http.Request){
			"another site":               withHeader("Origin", "http://example.com"),
			"another port":               withHeader("Origin", "http://localhost:9090"),
			"a page without an origin":   withHeader("Origin", "null"),
			"a scheme that is no page's": withHeader("Origin", "ftp://localhost:8080"),
			"a request across sites":     withHeader("Sec-Fetch-Site", "cross-site"),
			"a request within a site":    withHeader("Sec-Fetch-Site", "same-site"),
			"a request by itself":        withHeader("Sec-Fetch-Site", "none"),
			"a request from nowhere":     func(r *http.Request) { r.Header.Del("Origin"); r.Header.Del("Sec-Fetch-Site") },
			"another machine":            ofPeer("192.0.2.1:50123"),
			"another machine, IPv6":      ofPeer("[2001:db8::1]:50123"),
			"another machine, mapped":    ofPeer("[::ffff:192.0.2.1]:50123"),
			"a socket without address":   ofPeer("@"),
			"a header that says it is near": func(r *http.Request) {
				ofPeer("192.0.2.1:50123")(r)
				withHeader("X-Forwarded-For", "127.0.0.1")(r)
				withHeader("X-Real-Ip", "127.0.0.1")(r)
			},
			"a proxy for another machine":      withHeader("X-Forwarded-For", "127.0.0.1, 192.0.2.1"),
			"a proxy that says X-Real-Ip":      withHeader("X-Real-Ip", "192.0.2.1"),
			"a proxy that says Forwarded":      withHeader("Forwarded", `for="[2001:db8::1]:4711";proto=https`),
			"a proxy for somebody unknown":     withHeader("Forwarded", "for=_hidden"),
			"a name that a proxy was asked by": withHeader("X-Forwarded-Host", "rebound.example.com"),
			"a name that Forwarded says":       withHeader("Forwarded", `for=127.0.0.1;Host="rebound.example.com:443"`),
			"a name in a list of a proxy's":    withHeader("X-Forwarded-Host", "localhost, rebound.example.com"),
			"a name that leads here":           named("rebound.example.com"),
			"a name that looks like here":      named("localhost.example.com:8080"),
			"a name that ends like here":       named("notlocalhost:8080"),
			"the address of another":           named("192.0.2.1:8080"),
			"no name":                          named(""),
		} {
			w := d.request("POST", developmentPage+"/upgrade", fields, change)
			headers(t, w)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s: %d %s", says, w.Code, w.Body)
			}
		}
		if n := d.pending(); n != 2 {
			t.Errorf("%d revisions are pending: one of the requests went through", n)
		}
	})
}

func TestAButtonNeedsTheToken(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		_, fields := d.page(developmentPage, "upgrade")
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
	})
}

// TestAFormWithoutAnEnd is answered, although its sender goes on to hold the connection.
func TestAFormWithoutAnEnd(t *testing.T) {
	d := develop(t, testdb.SQLite(t), inDevelopment(t))
	server := httptest.NewServer(d.app)
	defer server.Close()
	body, sender := io.Pipe()
	defer sender.Close()
	go sender.Write(make([]byte, 100<<10))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+developmentPage+"/upgrade", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", server.URL)
	w, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if w.StatusCode != http.StatusBadRequest || !w.Close {
		t.Errorf("%s, the connection is closed: %t", w.Status, w.Close)
	}
}

func TestEachPathHasItsMethods(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		_, fields := d.page(developmentPage, "upgrade")
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
		if n := d.pending(); n != 2 {
			t.Errorf("%d revisions are pending: one of the requests went through", n)
		}
	})
}

func TestThePageIsNotForOthersToRead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		for says, change := range map[string]func(*http.Request){
			"a script of another site": withHeader("Origin", "http://example.com"),
			"a script of a sandbox":    withHeader("Origin", "null"),
			"a picture of another site": func(r *http.Request) {
				withHeader("Sec-Fetch-Site", "cross-site")(r)
				withHeader("Sec-Fetch-Mode", "no-cors")(r)
			},
		} {
			w := d.request("GET", developmentPage, nil, change)
			if headers(t, w); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "guests") {
				t.Errorf("%s sees the page: %d %s", says, w.Code, w.Body)
			}
		}
		w := d.request("GET", developmentPage, nil, func(r *http.Request) {
			withHeader("Sec-Fetch-Site", "cross-site")(r)
			withHeader("Sec-Fetch-Mode", "navigate")(r)
		})
		if headers(t, w); w.Code != http.StatusOK {
			t.Errorf("a link of another site: %d", w.Code)
		}
		w = d.request("GET", developmentPage, nil, ofPeer("192.0.2.1:50123"))
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
	for says, value := range map[string]string{
		"X-Forwarded-Host": "Shop.example.com, localhost:8080", "Forwarded": `for="[::1]:4711";host=shop.example.com:443`,
	} {
		if w := d.request("GET", "/dev/schema", nil, withHeader(says, value)); w.Code != http.StatusOK {
			t.Errorf("%s: %s: %d %s", says, value, w.Code, w.Body)
		}
	}
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
