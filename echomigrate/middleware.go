package echomigrate

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// MiddlewareConfig says how requests are kept out while the program may not serve.
type MiddlewareConfig struct {
	// Skipper lets a request through whatever the schema is. It is asked only while the program may not serve. Default:
	// SkipProbes.
	Skipper middleware.Skipper
	// RetryAfter is how long clients are told to wait before they try again, in whole seconds. Default: five seconds.
	RetryAfter time.Duration
	// Handler answers a request in the place of the program; its headers Retry-After and Cache-Control are set already. Default:
	// an echo.HTTPError with the status 503, which the app's HTTPErrorHandler answers in its own form.
	Handler func(c echo.Context, r Readiness) error
}

// DefaultMiddlewareConfig is what Middleware goes by.
var DefaultMiddlewareConfig = MiddlewareConfig{
	Skipper:    SkipProbes,
	RetryAfter: retryAfter,
	Handler: func(_ echo.Context, r Readiness) error {
		err := echo.NewHTTPError(http.StatusServiceUnavailable, "The service is not ready. Try again later.")
		return err.SetInternal(r.err())
	},
}

// probes are the paths that SkipProbes lets through.
var probes = []string{"/healthz", "/livez", "/readyz", "/metrics"}

// SkipProbes lets GET and HEAD requests to /healthz, /livez, /readyz and /metrics through, also with a slash behind as Echo's
// AddTrailingSlash puts it there.
func SkipProbes(c echo.Context) bool {
	r := c.Request()
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && slices.Contains(probes, strings.TrimSuffix(r.URL.Path, "/"))
}

// Middleware answers requests with 503 while the program may not serve: while a database of the configuration is behind or
// diverged, or ahead by revisions that do not declare that they stay compatible. A database that cannot be asked is taken to be as
// it was. In development, which Config.Development says, browsers get the development page. When the program may serve it asks
// nobody: another goroutine looks at the database, at most once in Config.StatusTTL.
func (m *Migrator) Middleware() echo.MiddlewareFunc {
	return m.MiddlewareWithConfig(DefaultMiddlewareConfig)
}

// MiddlewareWithConfig is Middleware with a configuration.
func (m *Migrator) MiddlewareWithConfig(config MiddlewareConfig) echo.MiddlewareFunc {
	if config.Skipper == nil {
		config.Skipper = DefaultMiddlewareConfig.Skipper
	}
	if config.RetryAfter == 0 {
		config.RetryAfter = DefaultMiddlewareConfig.RetryAfter
	}
	if config.Handler == nil {
		config.Handler = DefaultMiddlewareConfig.Handler
	}
	wait := inSeconds(config.RetryAfter)
	databases := m.Databases()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if serving(databases) || config.Skipper(c) || m.development.owns(c.Request()) {
				return next(c)
			}
			r := m.Readiness(c.Request().Context())
			if r.Ready || r.State == StateUnknown && served(databases) {
				return next(c)
			}
			h := c.Response().Header()
			h.Set(echo.HeaderRetryAfter, wait)
			h.Set(echo.HeaderCacheControl, "no-store")
			if m.development.wanted(c.Request()) {
				return m.development.instead(c, r)
			}
			return config.Handler(c, r)
		}
	}
}

// staleFactor is how many times Config.StatusTTL the middleware goes by what was last known, while it is looked at anew.
const staleFactor = 10

// serving reports whether the program may serve on all databases by what is known, without waiting for any.
func serving(databases []*Migrator) bool {
	for _, d := range databases {
		if d.status.serves.Load() {
			continue
		}
		l := d.status.last.Load()
		if l == nil || !l.serves {
			return false
		}
		age := time.Since(l.at)
		if age >= staleFactor*d.config.StatusTTL {
			return false
		}
		if age >= d.config.StatusTTL {
			d.lookAhead()
		}
	}
	return true
}

// served reports whether the program could serve on all databases when they were last asked.
func served(databases []*Migrator) bool {
	return !slices.ContainsFunc(databases, func(d *Migrator) bool {
		l := d.status.last.Load()
		return l == nil || !l.serves
	})
}
