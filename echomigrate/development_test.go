package echomigrate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
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

// TestASecondPressTakesNothingMoreBack presses a button twice, and at once from two tabs: it says what it takes back, and that is gone.
func TestASecondPressTakesNothingMoreBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d := develop(t, db, inDevelopment(t))
		d.press("upgrade")
		_, fields := d.page(developmentPage, "downgrade")
		answers := make(chan string, 3)
		press := func() {
			answers <- d.request("POST", developmentPage+"/downgrade", fields, nil).Header().Get("Location")
		}
		go press()
		go press()
		press()
		done, told := 0, 0
		for range cap(answers) {
			text, _ := d.page(<-answers, "downgrade")
			if strings.Contains(text, "The downgrade is done") {
				done++
			} else if strings.Contains(text, "Nothing was taken back") && strings.Contains(text, "one step down takes back a1 now") {
				told++
			}
		}
		if done != 1 || told != 2 {
			t.Errorf("of three presses %d were done, and %d were told why not", done, told)
		}
		if n := d.pending(); n != 1 {
			t.Errorf("%d revisions are pending, and not the one that the button named", n)
		}
	})
}

// TestASecondPressGeneratesNothingMore presses a button at once from three tabs.
func TestASecondPressGeneratesNothingMore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := inDevelopment(t)
		var made atomic.Int64
		config.NewID = func() string { return fmt.Sprintf("c%d", made.Add(1)) }
		d := develop(t, db, config)
		d.press("upgrade")
		_, fields := d.page(developmentPage, "generate")
		fields.Set("message", "Record visits")
		answers := make(chan string, 3)
		for range cap(answers) {
			go func() {
				answers <- d.request("POST", developmentPage+"/generate", fields, nil).Header().Get("Location")
			}()
		}
		generated := 0
		for range cap(answers) {
			text, _ := d.page(<-answers, "generate")
			if strings.Contains(text, "Generated ") {
				generated++
			} else {
				shows(t, text, "No revision was generated", "is not in this binary")
			}
		}
		files, err := os.ReadDir(filepath.Join(config.Directory, "versions"))
		if err != nil || len(files) != 1 || generated != 1 {
			t.Errorf("%v: three presses generated %d revisions, in %d files", err, generated, len(files))
		}
	})
}

// TestNothingOfTheAppIsBehindThePagesPath asks an app that answers every path, while it may not serve.
func TestNothingOfTheAppIsBehindThePagesPath(t *testing.T) {
	d := develop(t, testdb.SQLite(t), inDevelopment(t))
	d.app.Use(d.m.Middleware())
	d.app.Any("/*", func(c echo.Context) error { return c.String(http.StatusOK, "the app") })
	for path, status := range map[string]int{
		"/": 503, developmentPage: 200, developmentPage + "/": 200, developmentPage + "/a/b": 404, developmentPage + "x": 503,
		"/%5fechomigrate": 503, "/%5Fechomigrate/upgrade": 503, developmentPage + "%2fupgrade": 503, "/x/.." + developmentPage: 503,
	} {
		if w := d.request("GET", path, nil, nil); w.Code != status || w.Body.String() == "the app" {
			t.Errorf("%s: %d %.80s", path, w.Code, w.Body)
		}
	}
}

func TestThePageOfAnAppThatAddsSlashes(t *testing.T) {
	d := develop(t, testdb.SQLite(t), inDevelopment(t))
	d.app.Pre(middleware.AddTrailingSlash())
	shows(t, d.press("upgrade"), "The upgrade is done")
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
