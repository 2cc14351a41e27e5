package main

import (
	"net/http"
	"strings"
	"testing"
)

// TestStatusPage shows operators how the database stands, also while the service answers nobody else, and shows others nothing.
func TestStatusPage(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		p.settings = []string{"ADMIN_PASSWORD=secret"}
		base, stop := p.serve()
		defer stop()
		page := func(who string) string {
			return strings.Replace(base, "http://", "http://"+who, 1) + "/admin/migrations"
		}
		const pending = "Create organisations, users and memberships"
		for _, who := range []string{"", "admin@", "admin:guessed@", "root:secret@"} {
			if status, text := browse(t, "GET", page(who), nil); status != http.StatusUnauthorized || strings.Contains(text, pending) {
				t.Errorf("%q: %d %s", who, status, text)
			}
		}
		if status, text := browse(t, "GET", page("admin:secret@"), nil); status != http.StatusOK || !strings.Contains(text, pending) || strings.Contains(text, "<button") {
			t.Errorf("a database that is behind: %d %s", status, text)
		}
		if status, text := browse(t, "GET", base+"/organisations", nil); status != http.StatusServiceUnavailable {
			t.Errorf("the app beside it: %d %s", status, text)
		}
		p.run("db", "upgrade")
		const current = "Nothing: the database has every revision of this program."
		if status, text := browse(t, "GET", page("admin:secret@"), nil); status != http.StatusOK || !strings.Contains(text, current) {
			t.Errorf("a database that is up to date: %d %s", status, text)
		}
	})
}
