package echomigrate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// longHistory creates guests and then adds a column to them in each revision, or takes it away again.
func longHistory(n int) *revision.Repository {
	r := repository(createGuests())
	before := "a1"
	for i := range n - 1 {
		id := fmt.Sprintf("%012x", i+1)
		next := revision.Revision{
			ID: id, Message: fmt.Sprintf("Change %d", i+2), Revises: []string{before},
			Upgrade:   []op.Operation{op.AddColumn{Table: "guests", Column: schema.Column{Name: "room", Type: "text"}}},
			Downgrade: []op.Operation{op.DropColumn{Table: "guests", Column: "room"}},
		}
		if i%2 == 1 {
			next.Upgrade, next.Downgrade = []op.Operation{op.DropColumn{Table: "guests", Column: "room"}}, []op.Operation{
				op.AddColumn{Table: "guests", Column: schema.Column{Name: "room", Type: "text"}},
			}
		}
		r.Register(next)
		before = id
	}
	return r
}

func TestAPageOfTenThousandRevisions(t *testing.T) {
	history := longHistory(10_000)
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		app, m := statusPage(t, db, echomigrate.Config{Repository: history, Models: []any{(*guest)(nil)}, PageTimeout: time.Minute})
		look := func(query string, want ...string) {
			t.Helper()
			w := ask(t, app, httptest.NewRequest("GET", "/status"+query, nil))
			if headers(t, w); w.Code != http.StatusOK || w.Body.Len() > 500_000 {
				t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
			}
			shows(t, words(t, w), want...)
		}
		look("", "10000 revisions pending", "Create guests", "CREATE TABLE", "… and 9980 more.", "10000 revisions, newest first; these are 1 to 50", "Older")
		look("?graph=9950", "these are 9951 to 10000", "a1 , not applied, follows nothing", "Newer")
		look("?graph=20000", "There are no revisions this far down.")
		if _, err := m.Upgrade(t.Context(), "+60"); err != nil {
			t.Fatal(err)
		}
		look("", "9940 revisions pending", "Change 60")
		look("?runs=30", "Change 29", "Newest", "Older")
		look("?runs=10", "Create guests", "Newest")
	})
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		app, m := statusPage(b, testdb.SQLite(b), echomigrate.Config{Repository: longHistory(n), Models: []any{(*guest)(nil)}, PageTimeout: time.Minute})
		for _, at := range []string{"base", "heads"} {
			if _, err := m.Stamp(b.Context(), []string{at}); err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%d/%s", n, at), func(b *testing.B) {
				size := 0
				for b.Loop() {
					w := httptest.NewRecorder()
					app.ServeHTTP(w, httptest.NewRequest("GET", "/status", nil))
					if size = w.Body.Len(); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "did not answer") {
						b.Fatal(w.Code, w.Body)
					}
				}
				b.ReportMetric(float64(size)/1000, "kB/page")
			})
		}
	}
}
