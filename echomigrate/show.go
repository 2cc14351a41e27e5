package echomigrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// Entry is a revision with its place in the history.
type Entry struct {
	// Revision is the revision itself.
	Revision revision.Revision
	// Path is the revision's file, below the working directory where the sources are; empty when it is in a location without
	// a directory.
	Path string
	// Place is where it stands in the graph.
	revision.Place
	// Current is set when the database is at it, where the database was asked.
	Current bool
}

// Current lists the revisions that the database is at, and the heads that these imply because they depend on them: none at
// the base. It costs one query.
func (m *Migrator) Current(ctx context.Context) ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	rows, err := m.runner(graph, nil).Current(ctx)
	if err != nil {
		return nil, err
	}
	list, err := graph.Current(rows)
	if err != nil {
		return nil, err
	}
	return m.entries(graph, list, nil)
}

// HistoryOptions say which revisions History lists. The zero value lists all.
type HistoryOptions struct {
	// Range limits them: "a:b", "a:" or ":b", where either end may be any name of a revision, "base" or "current". Default: all.
	Range string
	// Current marks the revisions that the database is at. Default: none is marked.
	Current bool
}

// History lists revisions, newest first. The database is asked for HistoryOptions.Current, and when one end of the range is "current".
func (m *Migrator) History(ctx context.Context, options HistoryOptions) ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	var rows []string
	if options.Current || strings.Contains(options.Range, "current") {
		if rows, err = m.runner(graph, nil).Current(ctx); err != nil {
			return nil, err
		}
	}
	list, err := graph.History(options.Range, rows)
	if err != nil {
		return nil, err
	}
	if !options.Current {
		rows = nil
	}
	return m.entries(graph, list, rows)
}

// Log lists what was run on the database, oldest first. It reads only; a database without a history table has none.
func (m *Migrator) Log(ctx context.Context) ([]runner.Record, error) {
	return m.runner(nil, nil).Log(ctx)
}

// Heads lists the revisions that no other one follows.
func (m *Migrator) Heads() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	return m.entries(graph, graph.Heads(), nil)
}

// EffectiveHeads lists the heads that no other revision depends on either.
func (m *Migrator) EffectiveHeads() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	return m.entries(graph, graph.EffectiveHeads(), nil)
}

// Branches lists the revisions that several others follow, newest first.
func (m *Migrator) Branches() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	points := graph.BranchPoints()
	slices.Reverse(points)
	return m.entries(graph, points, nil)
}

// Names lists what can stand for a revision on the command line: the IDs, newest first, then the labels. The database is
// not asked.
func (m *Migrator) Names() ([]string, error) {
	graph, err := m.compiled()
	if err != nil {
		return nil, err
	}
	var ids, labels []string
	for _, r := range slices.Backward(graph.Ordered()) {
		ids = append(ids, r.ID)
		labels = append(labels, r.Labels...)
	}
	return append(ids, labels...), nil
}

// Files lists the files of the revisions that a name stands for, each in the directory of its version location. The database
// is asked only for "current".
func (m *Migrator) Files(ctx context.Context, name string) ([]string, error) {
	found, err := m.Show(ctx, name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range found {
		if e.Path == "" {
			return nil, fmt.Errorf("revision %s (%s): its version location has no directory, so that its file is not here", e.Revision.ID, e.Revision.Source)
		}
		files = append(files, e.Path)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%q stands for no revision", name)
	}
	return files, nil
}

// Show lists the revisions that a name stands for. The database is asked only for "current".
func (m *Migrator) Show(ctx context.Context, name string) ([]Entry, error) {
	if name == "current" {
		return m.Current(ctx)
	}
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	list, err := graph.Resolve(name)
	if err != nil {
		return nil, err
	}
	return m.entries(graph, list, nil)
}

func (m *Migrator) entries(graph *revision.Graph, revisions []*revision.Revision, current []string) ([]Entry, error) {
	owners, err := m.owners()
	if err != nil {
		return nil, err
	}
	list := make([]Entry, len(revisions))
	for i, r := range revisions {
		place, _ := graph.Place(r.ID)
		list[i] = Entry{Revision: *r, Path: owners[r.ID].file(*r), Place: place, Current: slices.Contains(current, r.ID)}
	}
	return list, nil
}
