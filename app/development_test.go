package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// token is that of a form on the development page.
var token = regexp.MustCompile(`name="token" value="([^"]+)"`)

// TestDevelopment lets a browser that comes for the app bring its database up to date.
func TestDevelopment(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		p.settings = []string{"DEVELOPMENT=true"}
		base, stop := p.serve()
		defer stop()
		status, text := browse(t, "GET", base+"/posts/1", nil)
		if status != http.StatusServiceUnavailable || !strings.Contains(text, "Create organisations, users and memberships") {
			t.Fatalf("a database that is behind: %d %s", status, text)
		}
		found := token.FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("there is no token: %s", text)
		}
		if status, text := browse(t, "POST", base+"/_echomigrate/upgrade", url.Values{"token": {"guessed"}}); status != http.StatusForbidden {
			t.Errorf("a guessed token: %d %s", status, text)
		}
		status, text = browse(t, "POST", base+"/_echomigrate/upgrade", url.Values{"token": found[1:]})
		if status != http.StatusOK || !strings.Contains(text, "The upgrade is done") {
			t.Errorf("the button: %d %s", status, text)
		}
		if status, text = browse(t, "GET", base+"/posts/1", nil); status != http.StatusNotFound || !strings.Contains(text, "no such post") {
			t.Errorf("the app behind it: %d %s", status, text)
		}
	})
}

// TestProduction has nothing of the development page and of the status page, behind or not.
func TestProduction(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		base, stop := p.serve()
		defer stop()
		for _, want := range []int{http.StatusServiceUnavailable, http.StatusNotFound} {
			for _, path := range []string{"/_echomigrate", "/_echomigrate/upgrade", "/admin/migrations"} {
				for _, method := range []string{"GET", "POST"} {
					if status, text := browse(t, method, base+path, nil); status != want || strings.Contains(text, "<html") {
						t.Errorf("%s %s: %d %s", method, path, status, text)
					}
				}
			}
			p.run("db", "upgrade")
			eventually(t, "the app sees that its database is up to date", func() bool {
				status, _ := browse(t, "GET", base+"/organisations", nil)
				return status == http.StatusOK
			})
		}
	})
}

// browse asks as a browser does that shows a page of the app, and follows where it is led to.
func browse(t *testing.T, method, address string, form url.Values) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://"+r.URL.Host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return send(t, r)
}
