package cli

import (
	"time"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

func jsonFlag() cli.Flag { return &cli.BoolFlag{Name: "json", Usage: "print JSON"} }

// failure is the JSON of a command that failed.
type failure struct {
	// Error is what went wrong, as on stderr; empty where nothing did.
	Error string `json:"error,omitempty"`
}

func (f *failure) fail(err error) { f.Error = err.Error() }

// failed is the value with the error in it; a value that has no room for one gives way.
func failed(value any, err error) any {
	room, has := value.(interface{ fail(error) })
	if !has {
		room = &failure{}
	}
	room.fail(err)
	return room
}

// valuesJSON are the values of several databases, by name.
type valuesJSON map[string]any

func (v valuesJSON) fail(err error) { v["error"] = err.Error() }

// operations is a list of operations as JSON: each with its kind under "op".
type operations []op.Operation

// MarshalJSON writes them as op.Marshal does.
func (o operations) MarshalJSON() ([]byte, error) { return op.Marshal(o) }

// entryJSON is a revision as JSON.
type entryJSON struct {
	Revision      string       `json:"revision"`
	Message       string       `json:"message"`
	Created       string       `json:"created,omitempty"`
	Revises       []string     `json:"revises"`
	DependsOn     []string     `json:"depends_on,omitempty"`
	Labels        []string     `json:"labels,omitempty"`
	Compatible    string       `json:"compatible_with,omitempty"`
	Replaces      []formerJSON `json:"replaces,omitempty"`
	Children      []string     `json:"children"`
	Head          bool         `json:"head"`
	EffectiveHead bool         `json:"effective_head"`
	Current       bool         `json:"current,omitempty"`
	BranchPoint   bool         `json:"branch_point"`
	MergePoint    bool         `json:"merge_point"`
	Source        string       `json:"source,omitempty"`
	Path          string       `json:"path,omitempty"`
	Upgrade       operations   `json:"upgrade,omitempty"`
	Downgrade     operations   `json:"downgrade,omitempty"`
}

// formerJSON is what a revision replaces of another tool as JSON.
type formerJSON struct {
	Tool     string   `json:"tool"`
	Versions []string `json:"versions"`
	Database string   `json:"database,omitempty"`
}

func formersJSON(list []revision.Former) []formerJSON {
	var values []formerJSON
	for _, f := range list {
		values = append(values, formerJSON{Tool: f.Tool, Versions: listed(f.Versions), Database: f.Database})
	}
	return values
}

// entriesJSON are revisions as JSON, with their operations where detail is asked for.
func entriesJSON(entries []echomigrate.Entry, detail bool) []entryJSON {
	list := make([]entryJSON, len(entries))
	for i, e := range entries {
		r := e.Revision
		list[i] = entryJSON{
			Revision: r.ID, Message: r.Message, Created: r.Created, Revises: listed(r.Revises), DependsOn: r.DependsOn, Compatible: r.CompatibleWith,
			Labels: e.Labels, Replaces: formersJSON(r.Replaces), Children: listed(e.Children), Head: e.Head, EffectiveHead: e.EffectiveHead, Current: e.Current,
			BranchPoint: e.BranchPoint, MergePoint: e.MergePoint, Source: r.Source, Path: e.Path,
		}
		if detail {
			list[i].Upgrade, list[i].Downgrade = r.Upgrade, r.Downgrade
		}
	}
	return list
}

// listed is a list that JSON writes as [] when it is empty.
func listed(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// objectsJSON are objects of a database as JSON.
func objectsJSON(list []diff.Object) []string {
	values := []string{}
	for _, o := range list {
		values = append(values, o.String())
	}
	return values
}

// templateJSON is a template of a migration repository as JSON.
type templateJSON struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// comparisonJSON is what a comparison found as JSON.
type comparisonJSON struct {
	Upgrade   operations       `json:"upgrade"`
	Downgrade operations       `json:"downgrade"`
	Notes     map[int][]string `json:"notes,omitempty"`
	Tables    int              `json:"tables"`
	Unmapped  []string         `json:"unmapped,omitempty"`
	Unmanaged []string         `json:"left_alone"`
	Warnings  []string         `json:"warnings"`
	failure
}

func newComparisonJSON(found echomigrate.Comparison) comparisonJSON {
	return comparisonJSON{
		Upgrade: found.Upgrade, Downgrade: found.Downgrade, Notes: found.UpgradeNotes,
		Tables: found.Tables, Unmapped: found.Unmapped, Unmanaged: objectsJSON(found.Unmanaged), Warnings: listed(found.Warnings),
	}
}

// generatedJSON is a new revision as JSON; path is empty when there was nothing to write.
type generatedJSON struct {
	Path     string   `json:"path"`
	Revision string   `json:"revision,omitempty"`
	Revises  []string `json:"revises,omitempty"`
	Message  string   `json:"message,omitempty"`
	Doubts   []string `json:"doubts,omitempty"`
	comparisonJSON
}

func newGeneratedJSON(g echomigrate.Generated) generatedJSON {
	return generatedJSON{
		Path: g.Path, Revision: g.Revision.ID, Revises: g.Revision.Revises, Message: g.Revision.Message, Doubts: g.Doubts,
		comparisonJSON: newComparisonJSON(g.Comparison),
	}
}

// reportJSON is a run as JSON.
type reportJSON struct {
	// Before and After are null where the run did not come to read them.
	Before   []string    `json:"before"`
	After    []string    `json:"after"`
	Done     []eventJSON `json:"done"`
	Warnings []string    `json:"warnings,omitempty"`
	// Ahead says why an upgrade had nothing to do on a database that is ahead of this program.
	Ahead        string `json:"ahead,omitempty"`
	Milliseconds int64  `json:"milliseconds"`
	failure
}

type eventJSON struct {
	titleJSON
	Milliseconds int64 `json:"milliseconds"`
}

// titleJSON is what runner.Event's Title says as JSON.
type titleJSON struct {
	Revision  string   `json:"revision"`
	Direction string   `json:"direction"`
	From      []string `json:"from"`
	To        []string `json:"to"`
	Message   string   `json:"message"`
}

func newTitleJSON(e runner.Event) titleJSON {
	return titleJSON{
		Revision: e.Revision.ID, Direction: string(e.Direction), From: listed(e.From), To: listed(e.To), Message: e.Revision.Message,
	}
}

func newReportJSON(r runner.Report) *reportJSON {
	report := &reportJSON{
		Before: r.Before, After: r.After, Done: []eventJSON{}, Warnings: r.Warnings, Ahead: r.Ahead, Milliseconds: milliseconds(r.Duration),
	}
	if r.Before != nil {
		report.After = listed(r.After)
	}
	for _, e := range r.Done {
		report.Done = append(report.Done, eventJSON{titleJSON: newTitleJSON(e), Milliseconds: milliseconds(e.Duration)})
	}
	return report
}

func milliseconds(d time.Duration) int64 { return d.Milliseconds() }
