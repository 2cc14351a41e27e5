// Package browser holds the tests of the pages in a browser, with the reference application as it is built and run.
package browser

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// button is the button that a reader sees with a text.
func button(text string) string { return `//button[normalize-space()="` + text + `"]` }

// shows fails when the page that is open lacks one of the texts.
func shows(t *testing.T, ctx context.Context, texts ...string) {
	t.Helper()
	all := text(t, ctx)
	for _, want := range texts {
		if !strings.Contains(all, want) {
			t.Errorf("%s does not show %q:\n%s", run(t, ctx, chromedp.Location()), want, all)
		}
	}
}

// showsNot fails when the page that is open shows one of the texts.
func showsNot(t *testing.T, ctx context.Context, texts ...string) {
	t.Helper()
	all := text(t, ctx)
	for _, unwanted := range texts {
		if strings.Contains(all, unwanted) {
			t.Errorf("%s shows %q:\n%s", run(t, ctx, chromedp.Location()), unwanted, all)
		}
	}
}

// press clicks a button and waits for the page that it leads to.
func press(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(button(name))); err != nil {
		t.Fatalf("press %q: %v\n%s", name, err, text(t, ctx))
	}
}

// TestDevelopmentPage is a developer's round: an app that is up to date, a revision of somebody else's, a change of a model.
func TestDevelopmentPage(t *testing.T) {
	s := copySource(t)
	s.env = append(s.env, "DEVELOPMENT=true")
	s.build()
	s.run("db", "upgrade")
	ctx := open(t)

	address, stop := s.serve("--addr", "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate("http://"+address+"/organisations"))
	showsNot(t, ctx, "Migrations", "Upgrade")
	do(t, ctx, chromedp.Navigate("http://"+address+"/_echomigrate"))
	shows(t, ctx, "Nothing: the database has every revision of this program.", "The revisions do all that the models say.")
	inEachLook(t, ctx, "current")
	stop()

	s.run("db", "revision", "-m", "Number the people's <b>desks</b>", "--rev-id", "dece5c0ffee0")
	name, err := filepath.Glob(filepath.Join(s.dir, "migrations", "versions", "dece5c0ffee0_*.go"))
	if err != nil || len(name) != 1 {
		t.Fatal(name, err)
	}
	s.rewrite(name[0], regexp.MustCompile(`Upgrade: +\[\]op\.Operation\{\}`), "Upgrade: []op.Operation{\nop.AddColumn{Table: \"users\", Column: schema.Column{Name: \"desk\", Type: \"integer\"}},\n}")
	s.rewrite(name[0], regexp.MustCompile(`Downgrade: +\[\]op\.Operation\{\}`), "Downgrade: []op.Operation{\nop.DropColumn{Table: \"users\", Column: \"desk\"},\n}")
	s.rewrite(name[0], regexp.MustCompile(`("[^"]+/op"\n)`), "$1\t\"github.com/echomigrate/echo-migrate/echomigrate/schema\"\n")
	s.replace("app/models/people.go", "	Bio       *string ", "	Desk      *int32    `bun:\"desk\" json:\"desk,omitempty\"`\n	Bio       *string ")
	s.build()
	address, stop = s.serve("--addr", "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate("http://"+address+"/organisations"))
	shows(t, ctx, "Number the people's <b>desks</b>", "dece5c0ffee0", "AddColumn users.desk", `ALTER TABLE "users" ADD COLUMN "desk"`)
	inEachLook(t, ctx, "behind")
	press(t, ctx, "Upgrade")
	if at := run(t, ctx, chromedp.Location()); at != "http://"+address+"/organisations" {
		t.Errorf("the upgrade leads to %s", at)
	}
	showsNot(t, ctx, "Migrations", "Upgrade")
	stop()

	s.replace("app/models/people.go", "	Desk      *int32 ", "	Nickname  *string   `bun:\"nickname,type:text\" json:\"nickname,omitempty\"`\n	Desk      *int32 ")
	s.build()
	address, stop = s.serve("--addr", "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate("http://"+address+"/_echomigrate"))
	shows(t, ctx, "What the models say that no revision does yet:", "AddColumn users.nickname")
	inEachLook(t, ctx, "models")
	do(t, ctx, chromedp.SendKeys(chromedp.ID("message"), "Give people nicknames"))
	press(t, ctx, "Generate")
	shows(t, ctx, "Generated migrations/versions/", "Rebuild and restart")
	inEachLook(t, ctx, "generated")
	if made, err := filepath.Glob(filepath.Join(s.dir, "migrations", "versions", "*_give_people_nicknames.go")); err != nil || len(made) != 1 {
		t.Errorf("generated %q, %v", made, err)
	}
	stop()

	s.build()
	address, _ = s.serve("--addr", "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate("http://"+address+"/organisations"))
	shows(t, ctx, "Give people nicknames")
	press(t, ctx, "Upgrade")
	showsNot(t, ctx, "Migrations", "Upgrade")
	do(t, ctx, chromedp.Navigate("http://"+address+"/_echomigrate"))
	shows(t, ctx, "Nothing: the database has every revision of this program.", "upgrade dece5c0ffee0")
	do(t, ctx, chromedp.Click(chromedp.CSS(".actions summary")))
	inEachLook(t, ctx, "downgrade")
	press(t, ctx, "Downgrade one")
	shows(t, ctx, "The downgrade is done", "Give people nicknames")
	inEachLook(t, ctx, "pressed")
	if out := s.run("db", "current"); !strings.HasPrefix(out, "dece5c0ffee0") {
		t.Errorf("after the downgrade: %s", out)
	}
}

// TestDevelopmentPageRefuses sends a browser's forms in each way that must not come through; the database stays as it is.
func TestDevelopmentPageRefuses(t *testing.T) {
	s := copySource(t)
	s.env = append(s.env, "DEVELOPMENT=true")
	s.build()
	address, _ := s.serve("--addr", "0.0.0.0:0")
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	local := "http://127.0.0.1:" + port
	ctx := open(t)

	do(t, ctx, chromedp.Navigate(local+"/_echomigrate"))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`for (const field of document.querySelectorAll("[name=token]")) field.remove()`))
	press(t, ctx, "Upgrade")
	shows(t, ctx, "the form has not the token of this program")

	do(t, ctx, chromedp.Navigate(local+"/_echomigrate"))
	token := run(t, ctx, chromedp.Evaluate[string](`document.querySelector("[name=token]").value`))
	do(t, ctx, chromedp.Navigate(strangers(t, local+"/_echomigrate/upgrade", token)))
	press(t, ctx, "Upgrade")
	shows(t, ctx, "the development page is not for other pages to read or to press")
	do(t, ctx, chromedp.Navigate("http://"+net.JoinHostPort(otherAddress(t), port)+"/_echomigrate"))
	shows(t, ctx, "the development page answers this machine alone")
	if out := s.run("db", "current"); out != "" {
		t.Errorf("a refused button has changed the database: %s", out)
	}
}

// TestProductionHasNoPage has the application as it is without the switch.
func TestProductionHasNoPage(t *testing.T) {
	s := copySource(t)
	s.build()
	address, stop := s.serve("--addr", "127.0.0.1:0")
	ctx := open(t)
	for _, path := range []string{"/organisations", "/_echomigrate"} {
		do(t, ctx, chromedp.Navigate("http://"+address+path))
		showsNot(t, ctx, "Upgrade", "Migrations")
	}
	stop()
	s.run("db", "upgrade")
	address, _ = s.serve("--addr", "127.0.0.1:0")
	response := run(t, ctx, chromedp.NavigateResponse("http://"+address+"/_echomigrate"))
	if response.Status != http.StatusNotFound {
		t.Errorf("the page in production: %d", response.Status)
	}
}

// TestStatusPage is an operator's look at a service before and behind an upgrade. There is nothing to press.
func TestStatusPage(t *testing.T) {
	s := copySource(t)
	s.env = append(s.env, "ADMIN_PASSWORD=secret")
	s.build()
	address, _ := s.serve("--addr", "127.0.0.1:0")
	page := "http://admin:secret@" + address + "/admin/migrations"
	ctx := open(t)
	look := func(name string, texts ...string) {
		t.Helper()
		do(t, ctx, chromedp.Navigate(page))
		shows(t, ctx, texts...)
		if n := run(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("form, button, input").length`)); n > 0 {
			t.Errorf("%s: there are %d parts of forms", name, n)
		}
		inEachLook(t, ctx, name)
	}
	look("status-behind", "Create posts and tags", "CreateTable posts")
	s.run("db", "upgrade")
	look("status-current", "Nothing: the database has every revision of this program.", "The revisions do all that the models say.")
	s.run("db", "downgrade")
	look("status-log", "downgrade ")
}

// TestSilentDatabase has a database that takes connections and says nothing.
func TestSilentDatabase(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := copySource(t)
	s.env = append(s.env, "DEVELOPMENT=true", "DATABASE_URL=postgres://nobody@"+listener.Addr().String()+"/nothing?sslmode=disable")
	s.build()
	address, _ := s.serve("--addr", "127.0.0.1:0")
	ctx := open(t)
	do(t, ctx, chromedp.Navigate("http://"+address+"/_echomigrate"))
	shows(t, ctx, "The database did not answer", "What follows is what the program knows by itself.", "Create posts and tags")
	inEachLook(t, ctx, "silent")
}

// strangers is the address of another site, with a form that goes to the page's button.
func strangers(t *testing.T, action, token string) string {
	t.Helper()
	form := `<!DOCTYPE html><html lang="en"><title>Win</title><form method="post" action="` + action + `"><input type="hidden" name="token" value="` +
		token + `"><button>Upgrade</button></form></html>`
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(form))
	})}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return (&url.URL{Scheme: "http", Host: listener.Addr().String()}).String()
}

// otherAddress is an address of this machine that is not its loopback.
func otherAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if network, is := a.(*net.IPNet); is && !network.IP.IsLoopback() && network.IP.To4() != nil {
			return network.IP.String()
		}
	}
	t.Fatal("this machine has no address but its loopback: the page's refusal of others cannot be tried")
	return ""
}

// rewrite changes the one place of a file that matches.
func (s source) rewrite(path string, old *regexp.Regexp, new string) {
	s.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(old.FindAll(content, -1)) != 1 {
		s.t.Fatalf("%s does not match %s once:\n%s", path, old, content)
	}
	if err := os.WriteFile(path, old.ReplaceAll(content, []byte(new)), 0o644); err != nil {
		s.t.Fatal(err)
	}
}
