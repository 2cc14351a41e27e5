package echomigrate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/echomigrate/page"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// StatusPage is a page for those who operate the service: what is pending, with its SQL and its locks, what the models say beyond
// that, what stands in the way of a run, the history and the log. It only tells, but it tells much: mount it behind the app's own
// authentication.
//
//	e.GET("/admin/migrations", m.StatusPage(), onlyOperators)
func (m *Migrator) StatusPage() echo.HandlerFunc {
	return func(c echo.Context) error {
		content, err := m.asked(c, c.QueryParam("database"))
		if err != nil {
			return echo.NewHTTPError(http.StatusNotFound, err.Error())
		}
		content.Actions = nil
		return writePage(c, http.StatusOK, "no-referrer", content)
	}
}

// asked is the content that a request asks for, about a database.
func (m *Migrator) asked(c echo.Context, database string) (page.Content, error) {
	d, err := m.Database(database)
	if err != nil {
		return page.Content{}, err
	}
	first, _ := strconv.Atoi(c.QueryParam("graph")) // what is no number means the beginning
	before, _ := strconv.ParseInt(c.QueryParam("runs"), 10, 64)
	content := d.content(c.Request().Context(), stretch{graph: max(0, first), runs: max(0, before)})
	if len(m.further) > 0 {
		for _, other := range m.Databases() {
			content.Databases = append(content.Databases, page.Database{Name: other.name, Shown: other == d})
		}
	}
	return content, nil
}

// writePage answers with a page and the headers that all of them have.
func writePage(c echo.Context, status int, referrer string, content page.Content) error {
	var b bytes.Buffer
	if err := page.Render(&b, content); err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	pageHeaders(c, referrer)
	return c.HTMLBlob(status, b.Bytes())
}

func pageHeaders(c echo.Context, referrer string) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", page.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", referrer)
	h.Set("Cache-Control", "no-store")
}

// stretch says which part of what is long a page shows.
type stretch struct {
	// graph is how many revisions are passed over; runs is the row of the log that the part ends before, 0 for the last.
	graph int
	runs  int64
}

// content asks for all that a page shows, the database for as long as the configuration says.
func (m *Migrator) content(ctx context.Context, part stretch) page.Content {
	ctx, cancel := context.WithTimeout(ctx, m.config.PageTimeout)
	defer cancel()
	c := page.Content{Dialect: m.dialect.Name(), Database: m.name, Actions: &page.Actions{}}
	graph, err := m.compiled()
	if err != nil {
		c.State = page.State{Tone: page.Bad, Text: "The revisions do not fit together"}
		c.History.Fault = page.Code(err.Error())
		return c
	}
	if err := m.compiledIn(graph); err != nil {
		c.Stale = page.Code(err.Error())
	}
	at, err := inTime(ctx, func(ctx context.Context) (position, error) { return m.position(ctx, graph) })
	unknown := (*runner.UnknownRevisionError)(nil)
	if err != nil && !errors.As(err, &unknown) {
		c.State = page.State{Tone: page.Bad, Text: "The database did not answer"}
		c.Silence = page.Code(silence(ctx, err))
		c.History = m.pageHistory(graph, nil, false, part)
		return c
	}
	c.Answered = true
	c.History = m.pageHistory(graph, at.rows, err == nil, part)
	var status Status
	together( // each sets fields of its own
		func() { status = m.Status(ctx) },
		func() { c.Runs = m.pageRuns(ctx, part.runs) },
		func() { c.Findings = m.pageFindings(ctx, graph) },
		func() {
			switch {
			case err != nil:
				c.Pending.Fault = page.Code(err.Error())
			case len(at.plan.Steps) > 0:
				m.fillPending(ctx, graph, at.plan, &c.Pending)
				c.Models.Later = "They are compared once nothing is pending."
			default:
				m.fillModels(ctx, graph, &c)
			}
		},
	)
	if status.Run != nil {
		c.Run = status.Run.String()
	}
	c.State = headline(status, len(at.plan.Steps), err)
	if c.Stale != "" {
		c.State = page.State{Tone: page.Bad, Text: "Rebuild and restart"}
	} else if err == nil {
		m.fillActions(graph, at, &c)
	}
	return c
}

// headline says in a few words how a database stands that has so many revisions pending, or has some that are not known.
func headline(s Status, pending int, unknown error) page.State {
	switch {
	case s.State == StateMigrating:
		return page.State{Tone: page.Waiting, Text: "A run is under way"}
	case s.State == StateAhead && s.MayServe:
		return page.State{Tone: page.Waiting, Text: "The database is newer than this program, which may serve"}
	case s.State == StateAhead:
		return page.State{Tone: page.Bad, Text: "The database is newer than this program"}
	case unknown != nil:
		return page.State{Tone: page.Bad, Text: "The database has revisions that this program does not have"}
	case pending > 0:
		return page.State{Tone: page.Waiting, Text: counted(pending, "pending", "pending")}
	}
	return page.State{Tone: page.Good, Text: "Up to date"}
}

// position is where a database is, and what leads from there to the heads.
type position struct {
	rows []string
	plan revision.Plan
}

func (m *Migrator) position(ctx context.Context, graph *revision.Graph) (p position, err error) {
	p.rows, p.plan, err = m.toHeads(ctx, graph)
	return p, err
}
