package echomigrate_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"golang.org/x/net/html"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/page"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// addRoom follows createGuests.
func addRoom() revision.Revision {
	return revision.Revision{
		ID: "b2", Message: "Say which room", Revises: []string{"a1"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "guests", Column: schema.Column{Name: "room", Type: "text"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "guests", Column: "room"}},
	}
}

// guestWithRoom is guest at addRoom.
type guestWithRoom struct {
	bun.BaseModel `bun:"table:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Room string `bun:"room,type:text"`
}

// statusPage is an app with the page at /status.
func statusPage(t testing.TB, db *bun.DB, c echomigrate.Config) (*echo.Echo, *echomigrate.Migrator) {
	t.Helper()
	app := echo.New()
	m, err := echomigrate.Init(app, db, c)
	if err != nil {
		t.Fatal(err)
	}
	app.GET("/status", m.StatusPage())
	return app, m
}

// ask gives the answer to a request.
func ask(t *testing.T, app http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	return w
}

// headers checks those that every answer of a page has.
func headers(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	h := w.Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": page.Policy, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%d: %s is %q, want %q", w.Code, name, got, want)
		}
	}
	if strings.Contains(page.Policy, "unsafe") || !strings.HasPrefix(page.Policy, "default-src 'none'; ") {
		t.Errorf("the policy is %s", page.Policy)
	}
	if got := h.Get("Referrer-Policy"); got != "no-referrer" && got != "same-origin" {
		t.Errorf("%d: Referrer-Policy is %q", w.Code, got)
	}
}

// words is a page's text, without its style.
func words(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// shows looks for texts on a page.
func shows(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q:\n%s", w, text)
		}
	}
}

func TestStatusPage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		app, m := statusPage(t, db, echomigrate.Config{
			Repository: repository(createGuests(), addRoom()), Models: []any{(*visit)(nil), (*guestWithRoom)(nil)}, PageTimeout: time.Minute,
		})
		status := func(query string) string {
			t.Helper()
			w := ask(t, app, httptest.NewRequest("GET", "/status"+query, nil))
			if w.Code != http.StatusOK {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			headers(t, w)
			if body := w.Body.String(); strings.Contains(body, "<form") || strings.Contains(body, "<button") {
				t.Error("a page that only tells has buttons")
			}
			return words(t, w)
		}

		shows(t, status(""), "2 revisions pending", "Create guests", "CreateTable guests", "CREATE TABLE", "AddColumn guests.room",
			`ALTER TABLE "guests" ADD COLUMN "room"`, "They are compared once nothing is pending", "Nothing was run on this database.",
			"a1 , not applied, follows nothing", "b2 , not applied, follows a1")
		if _, err := m.Upgrade(t.Context(), "heads"); err != nil {
			t.Fatal(err)
		}
		shows(t, status(""), "Up to date", "the database has every revision", "CreateTable visits", "b2 , applied, follows a1", "upgrade a1 Create guests done")
		shows(t, status("?graph=1"), "these are 2 to 2", "a1 , applied, follows nothing")
		shows(t, status("?runs=2"), "upgrade a1", "Newest")
		if w := ask(t, app, httptest.NewRequest("GET", "/status?database=nowhere", nil)); w.Code != http.StatusNotFound {
			t.Errorf("another database: %d", w.Code)
		}
	})
}

// TestAPageOfADatabaseThatDoesNotAnswer ends because the page does not wait.
func TestAPageOfADatabaseThatDoesNotAnswer(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		app, _ := statusPage(t, db, echomigrate.Config{Repository: repository(createGuests(), addRoom()), PageTimeout: 50 * time.Millisecond})
		db.SetMaxOpenConns(1)
		conn, err := db.Conn(t.Context()) // nobody else gets one
		if err != nil {
			t.Fatal(err)
		}
		w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
		headers(t, w)
		shows(t, words(t, w), "The database did not answer", "Config.PageTimeout", "2 revisions, newest first", "Say which room head b2 , follows a1")
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAPageShowsWhatIsAnswered asks while the log cannot be read.
func TestAPageShowsWhatIsAnswered(t *testing.T) {
	db := testdb.Postgres(t)
	app, m := statusPage(t, db, echomigrate.Config{Repository: repository(createGuests(), addRoom()), PageTimeout: 3 * time.Second})
	if _, err := m.Upgrade(t.Context(), "a1"); err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE echomigrate_history IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
	headers(t, w)
	text := words(t, w)
	shows(t, text, "1 revision pending", "AddColumn guests.room", "Config.PageTimeout")
}

// deaf is a driver that does not heed its context.
type deaf struct{ until chan struct{} }

func (d deaf) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	<-d.until
	return ctx
}

func (deaf) AfterQuery(context.Context, *bun.QueryEvent) {}

// TestAPageDoesNotWaitForADeafDriver ends because the page leaves the driver alone.
func TestAPageDoesNotWaitForADeafDriver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		driver := deaf{make(chan struct{})}
		defer close(driver.until)
		app, _ := statusPage(t, db.WithQueryHook(driver), echomigrate.Config{Repository: repository(createGuests()), PageTimeout: 50 * time.Millisecond})
		w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
		headers(t, w)
		shows(t, words(t, w), "The database did not answer", "Create guests")
	})
}
