package echomigrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/page"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// How much of what is long a page shows.
const (
	pagePending = 20
	pageRows    = 50
	pageRunRows = 25
)

// fillPending shows the first revisions of a plan, with their SQL.
func (m *Migrator) fillPending(ctx context.Context, graph *revision.Graph, plan revision.Plan, p *page.Pending) {
	shown := plan.Steps[:min(len(plan.Steps), pagePending)]
	p.RevisionsMore = len(plan.Steps) - len(shown)
	target := "heads"
	if p.RevisionsMore > 0 {
		target = shown[len(shown)-1].Revision.ID
	}
	planned, err := inTime(ctx, func(ctx context.Context) (runner.Plan, error) {
		return m.runner(graph, nil).UpgradePlan(ctx, target)
	})
	if err != nil {
		p.Fault = page.Code(silence(ctx, err))
	}
	steps := map[string][]runner.PlannedStep{}
	for _, r := range planned.Revisions {
		steps[r.Revision.ID] = r.Steps
	}
	for _, s := range shown {
		r := pageRevision(*s.Revision)
		r.Irreversible = s.Revision.IsOneWay()
		r.Operations = plannedOperations(steps[s.Revision.ID])
		if len(r.Operations) == 0 {
			r.Operations = pageOperations(op.For(m.target(), s.Revision.Upgrade))
		}
		p.Revisions = append(p.Revisions, r)
	}
}

func pageRevision(r revision.Revision) page.Revision {
	return page.Revision{ID: r.ID, Message: r.Message, Source: r.Source}
}

func pageOperations(ops []op.Operation) (list []page.Operation) {
	for _, o := range ops {
		list = append(list, page.Operation{Text: o.String()})
	}
	return list
}

func plannedOperations(steps []runner.PlannedStep) (list []page.Operation) {
	for _, step := range steps {
		var names, statements []string
		sent := false
		for _, o := range step.Operations {
			names = append(names, o.String())
		}
		for _, s := range step.Statements {
			if s.Func != "" {
				statements = append(statements, "-- Go: "+s.Func)
			} else {
				statements, sent = append(statements, s.SQL+";"), true
			}
		}
		o := page.Operation{Text: strings.Join(names, ", ")}
		if sent {
			o.Statements = page.Code(strings.Join(statements, "\n"))
		}
		for _, t := range step.Tables {
			o.Locks = append(o.Locks, t.String())
		}
		if step.OutsideTransaction {
			o.Text += " (outside the transaction)"
		}
		if step.Uncertain {
			o.Locks = append(o.Locks, "The statements are made from what the steps before it leave.")
		}
		if step.Opaque {
			o.Locks = append(o.Locks, "What it locks is not known.")
		}
		list = append(list, o)
	}
	return list
}

// fillModels compares a database at the heads with the models. It gives the questions to ask about a new revision: what was renamed,
// and which columns need a value for the rows that are there.
func (m *Migrator) fillModels(ctx context.Context, graph *revision.Graph, p *page.Models) (renames []page.Rename, fills []string) {
	found, err := inTime(ctx, func(ctx context.Context) (Comparison, error) {
		found, _, err := m.compare(ctx, graph, diff.Answers{})
		return found, err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		p.Later = "They could not be compared in time: `db check` takes the time it needs, and Config.PageTimeout gives the page more."
		return nil, nil
	}
	if err != nil {
		p.Fault = page.Code(err.Error())
		return nil, nil
	}
	p.Compared, p.Tables = true, found.Tables
	for i, o := range found.Upgrade {
		p.Changes = append(p.Changes, page.Change{Text: o.String(), Notes: found.UpgradeNotes[i]})
	}
	if m.name != "" {
		found.address(m.name)
	}
	for _, q := range found.RenameQuestions {
		renames = append(renames, page.Rename{From: q.From, To: q.To})
		p.Notes = append(p.Notes, fmt.Sprintf("%s may have been renamed to %s: where nobody says so, it is dropped and added", q.From, strings.Join(q.To, " or ")))
	}
	for _, column := range found.FillQuestions {
		fills = append(fills, column)
		p.Notes = append(p.Notes, "rows that are there need a value for "+column)
	}
	for _, o := range found.Unmanaged {
		p.Notes = append(p.Notes, fmt.Sprintf("%s is left alone: no model maps it and no revision created it", o))
	}
	p.Notes = append(p.Notes, found.Warnings...)
	if err := cmp.Or(found.Drift, found.Undecided); err != nil {
		p.Fault = page.Code(err.Error())
	}
	return renames, fills
}

// pageActions says what can be done from here, where models is how the comparison with them came out.
func (m *Migrator) pageActions(graph *revision.Graph, at position, models page.Models) *page.Actions {
	a := &page.Actions{Upgrade: len(at.plan.Steps) > 0}
	a.Generate = !a.Upgrade && (len(models.Changes) > 0 || !models.Compared)
	a.Downgrade, a.TakesBack = m.pageDowngrade(graph, at.rows)
	return a
}

// pageDowngrade is the revision that one step down takes back, and the IDs of all that it takes back; nil where there is no way back.
func (m *Migrator) pageDowngrade(graph *revision.Graph, rows []string) (back *page.Revision, takes []string) {
	plan, err := graph.Downgrade(rows, "-1")
	if err != nil || len(plan.Steps) == 0 {
		return nil, nil
	}
	first := pageRevision(*plan.Steps[0].Revision)
	for _, s := range plan.Steps {
		if s.Revision.IsOneWay() {
			return nil, nil
		}
		first.Operations = append(first.Operations, pageOperations(op.For(m.target(), s.Revision.Downgrade))...)
		takes = append(takes, s.Revision.ID)
	}
	return &first, takes
}

// pageFindings looks at the heads and the database. What is wrong with the files stands at the top of the page.
func (m *Migrator) pageFindings(ctx context.Context, graph *revision.Graph) (p page.Findings) {
	found, err := inTime(ctx, func(ctx context.Context) (dialect.Examination, error) {
		return m.runner(graph, nil).Examine(ctx)
	})
	if err != nil {
		p.Fault = page.Code(silence(ctx, err))
	}
	all := append(headFindings(graph), found.Findings...)
	for _, severity := range []dialect.Severity{dialect.Serious, dialect.Doubtful, dialect.Notice} {
		for _, f := range all {
			if f.Severity == severity {
				p.List = append(p.List, page.Finding{Tone: tones[severity], Text: f.Text, WayOut: f.WayOut})
			}
		}
	}
	return p
}

var tones = map[dialect.Severity]page.Tone{dialect.Serious: page.Bad, dialect.Doubtful: page.Waiting}

// pageHistory draws a stretch of the graph. rows are the version rows, where they are known.
func (m *Migrator) pageHistory(graph *revision.Graph, rows []string, known bool, part stretch) (p page.History) {
	ordered := graph.Ordered()
	slices.Reverse(ordered)
	nodes := make([]page.Node, len(ordered))
	for i, r := range ordered {
		place, _ := graph.Place(r.ID)
		nodes[i] = page.Node{ID: r.ID, Revises: r.Revises, DependsOn: without(place.Requires, r.Revises)}
	}
	p.Drawing = page.Draw(nodes, part.graph, pageRows)
	applied := map[string]bool{}
	if list, err := graph.Applied(rows); err == nil {
		for _, r := range list {
			applied[r.ID] = true
		}
	}
	for i := range p.Drawing.Rows {
		row, r := &p.Drawing.Rows[i], ordered[p.Drawing.First+i]
		place, _ := graph.Place(r.ID)
		row.Message, row.Applied, row.Known, row.Marks = r.Message, applied[r.ID], known, r.Labels
		if place.Head {
			row.Marks = append([]string{"head"}, row.Marks...)
		}
	}
	if p.Drawing.First > 0 {
		newer := max(0, p.Drawing.First-pageRows)
		p.Newer = &newer
	}
	if end := p.Drawing.First + len(p.Drawing.Rows); end < len(nodes) {
		p.Older = &end
	}
	return p
}

// without is a list without those of another.
func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// pageRuns is a stretch of the log.
func (m *Migrator) pageRuns(ctx context.Context, before int64) page.Runs {
	p := page.Runs{Newest: before == 0}
	records, err := inTime(ctx, func(ctx context.Context) ([]runner.Record, error) {
		return m.runner(nil, nil).Recent(ctx, before, pageRunRows+1)
	})
	if err != nil {
		p.Fault = page.Code(silence(ctx, err))
	}
	for i, r := range records {
		if i == pageRunRows {
			p.Older = records[i-1].ID
			break
		}
		p.List = append(p.List, pageRun(r))
	}
	return p
}

func pageRun(r runner.Record) page.Run {
	run := page.Run{
		Started: r.Started, Direction: string(r.Direction), Revision: r.Revision, Message: r.Message, Outcome: string(r.Outcome),
		Tone: map[runner.Outcome]page.Tone{runner.Done: page.Good, runner.Failed: page.Bad, runner.Running: page.Waiting}[r.Outcome],
		By:   r.Who + " at " + r.Host, Error: page.Code(r.Error),
	}
	if r.Outcome == runner.Running {
		run.Outcome = fmt.Sprintf("running, behind step %d of %d", r.OperationsDone, r.Operations)
	}
	if !r.Finished.IsZero() {
		run.Duration = r.Duration.Round(time.Millisecond).String()
	}
	return run
}
