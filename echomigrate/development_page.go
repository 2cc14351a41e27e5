package echomigrate

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/echomigrate/page"
)

// developmentPage is the page of one app.
type developmentPage struct {
	Development
	migrator *Migrator
	// token tells the page's own forms, for as long as the program runs.
	token   string
	results results
	// generating is held while a revision is generated.
	generating sync.Mutex
	// actions are what the buttons do, by the last part of their path.
	actions map[string]func(c echo.Context, m *Migrator) page.Result
}

// mountDevelopmentPage adds the page's routes to an app.
func (m *Migrator) mountDevelopmentPage(app *echo.Echo) {
	p := &developmentPage{Development: m.config.Development, migrator: m, token: rand.Text()}
	p.actions = map[string]func(echo.Context, *Migrator) page.Result{"upgrade": pressUpgrade, "downgrade": pressDowngrade, "generate": p.pressGenerate}
	m.development = p
	app.Any(p.Path, p.guarded(p.show))
	app.Any(p.Path+"/", p.guarded(p.show)) // for middleware.AddTrailingSlash
	app.Any(p.Path+"/:action", p.guarded(p.act))
}

// guarded lets those to a handler who may have the page. Every answer has the headers of a page.
func (p *developmentPage) guarded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if From(c.Echo()) != p.migrator { // another Init has taken the app over
			return echo.ErrNotFound
		}
		// Not "no-referrer": with that browsers send forms without saying where they come from.
		pageHeaders(c, "same-origin")
		if err := p.admits(c.Request()); err != nil {
			return c.String(http.StatusForbidden, err.Error()+"\n")
		}
		return next(c)
	}
}

// show answers with the page.
func (p *developmentPage) show(c echo.Context) error {
	if method := c.Request().Method; method != http.MethodGet && method != http.MethodHead {
		return notAllowed(c, "GET, HEAD")
	}
	content, err := p.migrator.asked(c, c.QueryParam("database"))
	if err != nil {
		return c.String(http.StatusNotFound, err.Error()+"\n")
	}
	content.Result = p.results.find(c.QueryParam("result"))
	return p.write(c, http.StatusOK, content)
}

// instead answers with the page in the place of the app, about the first database that it may not serve on.
func (p *developmentPage) instead(c echo.Context, r Readiness) error {
	return p.guarded(func(c echo.Context) error {
		refusing, _ := r.refusing()
		content, err := p.migrator.asked(c, refusing.Database)
		if err != nil {
			return err
		}
		if back := c.Request().URL.RequestURI(); len(back) <= maxReturn {
			content.Return = page.Code(back)
		}
		return p.write(c, http.StatusServiceUnavailable, content)
	})(c)
}

func (p *developmentPage) write(c echo.Context, status int, content page.Content) error {
	content.Path, content.Token = p.Path, p.token
	return writePage(c, status, "same-origin", content)
}

// owns reports whether a request is for the page or its buttons: whether the router, which goes by the path as it was sent, gives it
// to one of the page's routes, and not to the app. A nil page owns none.
func (p *developmentPage) owns(r *http.Request) bool {
	if p == nil {
		return false
	}
	path := echo.GetPath(r)
	return path == p.Path || strings.HasPrefix(path, p.Path+"/")
}

// wanted reports whether a request is that of a browser that would show the page, and may have it.
func (p *developmentPage) wanted(r *http.Request) bool {
	return p != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) && accepted(r, echo.MIMETextHTML) > 0 && p.admits(r) == nil
}

// How large a form may be, and how long an address of the app that a button leads back to.
const (
	maxForm   = 64 << 10
	maxReturn = 2000
)

// act does what a button says, and leads back to the page, which says what came of it.
func (p *developmentPage) act(c echo.Context) error {
	press, known := p.actions[strings.TrimSuffix(c.Param("action"), "/")]
	r := c.Request()
	if !known {
		return c.String(http.StatusNotFound, "the development page has no such button\n")
	}
	if r.Method != http.MethodPost {
		return notAllowed(c, http.MethodPost)
	}
	if err := sameOrigin(r); err != nil {
		return c.String(http.StatusForbidden, err.Error()+"\n")
	}
	r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, maxForm) // not Echo's response, which hides how to close the connection
	if err := r.ParseForm(); err != nil {
		return c.String(http.StatusBadRequest, "the form cannot be read: "+err.Error()+"\n")
	}
	if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("token")), []byte(p.token)) != 1 {
		return c.String(http.StatusForbidden, "the form has not the token of this program, which each start makes anew: load the page again\n")
	}
	m, err := p.migrator.Database(r.PostForm.Get("database"))
	if err != nil {
		return c.String(http.StatusNotFound, err.Error()+"\n")
	}
	result := press(c, m)
	if back := r.PostForm.Get("return"); result.Tone == page.Good && isLocalPath(back) {
		return c.Redirect(http.StatusSeeOther, back)
	}
	query := url.Values{"result": {p.results.keep(result)}}
	if m.name != "" {
		query.Set("database", m.name)
	}
	return c.Redirect(http.StatusSeeOther, p.Path+"?"+query.Encode())
}

func notAllowed(c echo.Context, methods string) error {
	c.Response().Header().Set("Allow", methods)
	return c.String(http.StatusMethodNotAllowed, "only "+methods+" can be asked here\n")
}
