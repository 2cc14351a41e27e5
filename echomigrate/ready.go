package echomigrate

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// retryAfter is how long a client is told to wait.
const retryAfter = 5 * time.Second

// inSeconds is a time as the header Retry-After has it: in whole seconds, and at least one. It panics where the time is below zero.
func inSeconds(d time.Duration) string {
	if d < 0 {
		panic(fmt.Sprintf("echomigrate: MiddlewareConfig.RetryAfter: %s is below zero: give a time above it, or leave it out for %s", d, retryAfter))
	}
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second)))
}

// Readiness is whether a program may serve on its databases.
type Readiness struct {
	// Ready is set when it may serve on all of them.
	Ready bool `json:"ready"`
	// State is that of the first database on which it may not serve, or else of the first database.
	State State `json:"state"`
	// Databases are the Status of each database, that given to Init first.
	Databases []Status `json:"databases"`
}

// Readiness asks all databases of the configuration for their Status.
func (m *Migrator) Readiness(ctx context.Context) Readiness {
	r := Readiness{Ready: true, Databases: m.statuses(ctx)}
	r.State = r.Databases[0].State
	if s, found := r.refusing(); found {
		r.Ready, r.State = false, s.State
	}
	return r
}

// refusing is the Status of the first database on which the program may not serve, where there is one.
func (r Readiness) refusing() (s Status, found bool) {
	if i := slices.IndexFunc(r.Databases, func(s Status) bool { return !s.MayServe }); i >= 0 {
		return r.Databases[i], true
	}
	return Status{}, false
}

// err is nil when the program may serve on all databases, and else says in one line on which it may not, and why.
func (r Readiness) err() error {
	var reasons []string
	for _, s := range r.Databases {
		if !s.MayServe {
			reasons = append(reasons, s.String())
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrMayNotServe, strings.Join(reasons, "; "))
}

// Lines says it to people.
func (r Readiness) Lines() []string {
	lines := []string{"not ready"}
	if r.Ready {
		lines[0] = "ready"
	}
	for _, s := range r.Databases {
		lines = append(lines, s.Lines()...)
	}
	return lines
}

// Ready is a handler for a readiness probe such as GET /readyz: 200 while the program may serve, and 503 else, with the Readiness
// as text, or as JSON where the request accepts that. It names revisions, and who is migrating: it is for operators, not for
// the public.
func (m *Migrator) Ready() echo.HandlerFunc {
	return func(c echo.Context) error {
		r := m.Readiness(c.Request().Context())
		code := http.StatusOK
		if !r.Ready {
			code = http.StatusServiceUnavailable
			c.Response().Header().Set(echo.HeaderRetryAfter, inSeconds(retryAfter))
		}
		return answer(c, code, r, r.Lines())
	}
}

// Live is a handler for a liveness probe such as GET /livez: 200 as long as the program answers. It does not ask the database, so
// that a database that is down or being migrated has no program killed.
func (m *Migrator) Live() echo.HandlerFunc {
	return func(c echo.Context) error {
		return answer(c, http.StatusOK, map[string]bool{"live": true}, []string{"live"})
	}
}

// answer answers as JSON where the request names that, and text not rather, or else as text, and lets nobody keep it.
func answer(c echo.Context, code int, value any, lines []string) error {
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Add(echo.HeaderVary, echo.HeaderAccept) // others have their own there
	if asJSON := accepted(c.Request(), echo.MIMEApplicationJSON); asJSON > 0 && asJSON >= accepted(c.Request(), echo.MIMETextPlain) {
		return c.JSON(code, value)
	}
	return c.String(code, strings.Join(lines, "\n")+"\n")
}
