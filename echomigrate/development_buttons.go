package echomigrate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/page"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

func pressUpgrade(c echo.Context, m *Migrator) page.Result {
	report, err := m.Upgrade(c.Request().Context(), "heads")
	return runResult("upgrade", report, err)
}

// pressDowngrade takes back what the page said, and nothing else: a second press of the same button, or one on a page that is out of
// date, would take back a revision that nobody was asked about.
func pressDowngrade(c echo.Context, m *Migrator) page.Result {
	shown := c.Request().PostForm["revision"]
	report, err := m.downgradeOnly(c.Request().Context(), shown)
	if other := (*notShownError)(nil); errors.As(err, &other) {
		return page.Result{Tone: page.Bad, Text: "Nothing was taken back", Error: page.Code(other.Error())}
	}
	return runResult("downgrade", report, err)
}

// downgradeOnly goes one step down, where that takes back none but the given revisions. That is looked at under the lock.
func (m *Migrator) downgradeOnly(ctx context.Context, shown []string) (runner.Report, error) {
	graph, err := m.graph()
	if err != nil {
		return runner.Report{}, err
	}
	r := m.runner(graph, nil)
	before := r.BeforeRevision
	r.BeforeRevision = func(ctx context.Context, e runner.Event, db bun.IDB) error {
		if !slices.Contains(shown, e.Revision.ID) {
			return &notShownError{e.Revision.ID}
		}
		if before == nil {
			return nil
		}
		return before(ctx, e, db)
	}
	defer m.atWork(r)()
	return r.Downgrade(ctx, "-1")
}

// notShownError says that a downgrade would take back a revision that the page did not say it would.
type notShownError struct{ revision string }

func (e *notShownError) Error() string {
	return fmt.Sprintf("the database has changed since the page was loaded, and one step down takes back %s now: look at what that takes back, and press again", e.revision)
}

// runResult says what came of a run.
func runResult(what string, report runner.Report, err error) page.Result {
	r := page.Result{Tone: page.Good, Text: "The " + what + " is done"}
	for _, e := range report.Done {
		r.Lines = append(r.Lines, e.String())
	}
	r.Lines = append(r.Lines, report.Warnings...)
	switch {
	case err != nil:
		r.Tone, r.Text, r.Error = page.Bad, "The "+what+" failed", page.Code(err.Error())
	case len(report.Done) == 0:
		r.Text = "There was nothing to do"
	}
	return r
}

// pressGenerate compares all databases with the models, whichever one the page shows. One press is carried out at a time, so that a
// second one finds the file of the first, and not a second head beside it.
func (p *developmentPage) pressGenerate(c echo.Context, _ *Migrator) page.Result {
	p.generating.Lock()
	defer p.generating.Unlock()
	message := strings.Join(strings.Fields(c.Request().PostForm.Get("message")), " ")
	if message == "" {
		return page.Result{Tone: page.Bad, Text: "No revision was generated", Error: "a revision needs a message: say in one line what it does"}
	}
	generated, err := p.migrator.Migrate(c.Request().Context(), RevisionOptions{Message: message, Answers: answersIn(c.Request().PostForm)})
	switch {
	case err != nil && generated.Path == "":
		return page.Result{Tone: page.Bad, Text: "No revision was generated", Error: page.Code(err.Error())}
	case generated.Path == "":
		return page.Result{Tone: page.Good, Text: "No revision was generated: the revisions do all that the models say", Lines: generated.Comparison.Warnings}
	}
	r := page.Result{Tone: page.Good, Text: "Generated " + generated.Path, Lines: []string{"Review it, build the program again, and start it again."}}
	for _, o := range generated.Revision.Upgrade {
		r.Lines = append(r.Lines, o.String())
	}
	r.Lines = append(append(r.Lines, generated.Comparison.Warnings...), generated.Doubts...)
	if err != nil { // a command behind it failed
		r.Tone, r.Error = page.Bad, page.Code(err.Error())
	}
	return r
}

// answersIn are the answers in a form, whose fields are called "rename:users.fullname" and "fill:users.age".
func answersIn(form url.Values) (answers diff.Answers) {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		value := strings.TrimSpace(form.Get(name))
		if what, of, _ := strings.Cut(name, ":"); value == "" {
			continue
		} else if what == "rename" {
			answers.Renames = append(answers.Renames, diff.Rename{From: of, To: value})
		} else if what == "fill" {
			answers.Fills = append(answers.Fills, diff.Fill{Column: of, Value: value})
		}
	}
	return answers
}

// results keeps what came of the last buttons, so that a page can be loaded again without pressing again.
type results struct {
	mu   sync.Mutex
	kept []result
}

type result struct {
	id     string
	result page.Result
}

// keptResults is how many there are.
const keptResults = 16

// keep gives the name by which a result is found.
func (r *results) keep(what page.Result) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := rand.Text()
	r.kept = append(r.kept, result{id, what})
	r.kept = r.kept[max(0, len(r.kept)-keptResults):]
	return id
}

func (r *results) find(id string) *page.Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.kept {
		if one.id == id {
			return &one.result
		}
	}
	return nil
}
