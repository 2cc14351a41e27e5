package echomigrate

import (
	"context"
	"errors"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/concurrent"
	"github.com/echomigrate/echo-migrate/echomigrate/page"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

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
		c.Headline = page.Headline{Tone: page.Bad, Text: "The revisions do not fit together"}
		c.History.Fault = page.Code(err.Error())
		return c
	}
	if err := m.compiledIn(graph); err != nil {
		c.Stale = page.Code(err.Error())
	}
	at, err := inTime(ctx, func(ctx context.Context) (position, error) { return m.position(ctx, graph) })
	var unknown *runner.UnknownRevisionError
	if err != nil && !errors.As(err, &unknown) {
		c.Headline = page.Headline{Tone: page.Bad, Text: "The database did not answer"}
		c.Silence = page.Code(silence(ctx, err))
		c.History = m.pageHistory(graph, nil, false, part)
		return c
	}
	unknownRevisions := err // nil where the program has all that the database is at
	c.Answered = true
	c.History = m.pageHistory(graph, at.rows, unknownRevisions == nil, part)
	var status Status
	var renames []page.Rename
	var fills []string
	concurrent.Do( // each sets what is its own
		func() { status = m.Status(ctx) },
		func() { c.Runs = m.pageRuns(ctx, part.runs) },
		func() { c.Findings = m.pageFindings(ctx, graph) },
		func() {
			switch {
			case isAhead(unknownRevisions):
				c.Models.Later = "They are not compared: the database is ahead of this program."
			case unknownRevisions != nil:
				c.Pending.Fault = page.Code(unknownRevisions.Error())
			case len(at.plan.Steps) > 0:
				m.fillPending(ctx, graph, at.plan, &c.Pending)
				c.Models.Later = "They are compared once nothing is pending."
			default:
				renames, fills = m.fillModels(ctx, graph, &c.Models)
			}
		},
	)
	if status.Run != nil {
		c.Run = status.Run.String()
	}
	c.Headline = headline(status, len(at.plan.Steps), unknownRevisions)
	if c.Stale != "" {
		c.Headline = page.Headline{Tone: page.Bad, Text: "Rebuild and restart"}
	} else if unknownRevisions == nil {
		c.Actions = m.pageActions(graph, at, c.Models)
		c.Actions.Renames, c.Actions.Fills = renames, fills
	}
	return c
}

// headline says in a few words how a database stands that has so many revisions pending, or has some that are not known.
func headline(s Status, pending int, unknown error) page.Headline {
	switch {
	case s.State == StateMigrating:
		return page.Headline{Tone: page.Waiting, Text: "A run is under way"}
	case s.State == StateAhead && s.MayServe:
		return page.Headline{Tone: page.Waiting, Text: "The database is newer than this program, which may serve"}
	case s.State == StateAhead:
		return page.Headline{Tone: page.Bad, Text: "The database is newer than this program"}
	case unknown != nil:
		return page.Headline{Tone: page.Bad, Text: "The database has revisions that this program does not have"}
	case pending > 0:
		return page.Headline{Tone: page.Waiting, Text: counted(pending, "revision pending", "revisions pending")}
	}
	return page.Headline{Tone: page.Good, Text: "Up to date"}
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
