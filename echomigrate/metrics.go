package echomigrate

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// gauges are what Metrics tells of each database.
var gauges = []struct {
	name, help string
	value      func(Status) int
}{
	{"echomigrate_may_serve", "Whether this program can work with the schema.", func(s Status) int { return digit(s.MayServe) }},
	{"echomigrate_pending_revisions", "Revisions of this program that are not applied.", func(s Status) int { return len(s.Pending) }},
	{"echomigrate_unknown_revisions", "Applied revisions that this program does not have.", func(s Status) int { return len(s.Unknown) }},
	{"echomigrate_edited_revisions", "Applied revisions that were edited since.", func(s Status) int { return len(s.Edited) }},
	{"echomigrate_run_under_way", "Whether a run is at work.", func(s Status) int { return digit(s.Run != nil && s.Run.UnderWay) }},
	{"echomigrate_run_steps_done", "Operations that are done of the revision which is under way or was stopped.", func(s Status) int { return runOrZero(s).Step }},
	{"echomigrate_run_steps", "Operations that this revision has.", func(s Status) int { return runOrZero(s).Steps }},
}

// Metrics is a handler for GET /metrics, in the text format of Prometheus: how the schema of each database stands, as gauges. A
// service with a registry of its own can fill gauges from Readiness in its place.
func (m *Migrator) Metrics() echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		text := metrics(m.Readiness(c.Request().Context()).Databases)
		return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(text))
	}
}

func metrics(databases []Status) string {
	var b strings.Builder
	head := func(name, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
	head("echomigrate_state", "How the schema stands to this program: 1 for the state that it is in.")
	for _, s := range databases {
		for _, state := range states {
			fmt.Fprintf(&b, "echomigrate_state{database=%s,state=\"%s\"} %d\n", label(s.Database), state, digit(s.State == state))
		}
	}
	for _, g := range gauges {
		head(g.name, g.help)
		for _, s := range databases {
			fmt.Fprintf(&b, "%s{database=%s} %d\n", g.name, label(s.Database), g.value(s))
		}
	}
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// label is a label's value as the format spells it.
func label(value string) string { return `"` + escapes.Replace(value) + `"` }

func digit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// runOrZero is the run of a Status; of one without a run all is zero.
func runOrZero(s Status) StatusRun {
	if s.Run == nil {
		return StatusRun{}
	}
	return *s.Run
}
