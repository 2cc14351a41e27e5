package echomigrate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestARefusalSaysWhoAsks also where a browser does not say of which site the other page is.
func TestARefusalSaysWhoAsks(t *testing.T) {
	d := develop(t, testdb.SQLite(t), inDevelopment(t))
	_, fields := d.page(developmentPage, "upgrade")
	for _, c := range []struct{ header, value, want string }{
		{"Sec-Fetch-Site", "cross-site", "such as that of another site: open it in a tab of its own"},
		{"Origin", "http://example.com", `such as that of "http://example.com": open it in a tab of its own`},
	} {
		w := d.request("GET", developmentPage, nil, withHeader(c.header, c.value))
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %s: %d %s", c.header, c.value, w.Code, w.Body)
		}
	}
	w := d.request("POST", developmentPage+"/upgrade", fields, func(r *http.Request) {
		r.Header.Del("Origin")
		r.Header.Set("Sec-Fetch-Site", "none")
	})
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another page, that of another site: use the development page itself") {
		t.Errorf("a button: %d %s", w.Code, w.Body)
	}
}
