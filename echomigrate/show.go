package echomigrate

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Entry is a revision with its place in the history.
type Entry struct {
	// Revision is the revision itself.
	Revision revision.Revision
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
	return entries(graph, list, nil), nil
}

// History lists revisions, newest first. interval limits it: "a:b", "a:" or ":b", where either end may be any name of a
// revision, "base" or "current"; empty means all. The database is asked when one end is "current", or with current, which
// marks the revisions that it is at.
func (m *Migrator) History(ctx context.Context, interval string, current bool) ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	var rows []string
	if current || strings.Contains(interval, "current") {
		if rows, err = m.runner(graph, nil).Current(ctx); err != nil {
			return nil, err
		}
	}
	list, err := graph.History(interval, rows)
	if err != nil {
		return nil, err
	}
	if !current {
		rows = nil
	}
	return entries(graph, list, rows), nil
}

// Heads lists the revisions that no other one follows.
func (m *Migrator) Heads() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	return entries(graph, graph.Heads(), nil), nil
}

// EffectiveHeads lists the heads that no other revision depends on either.
func (m *Migrator) EffectiveHeads() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	return entries(graph, graph.EffectiveHeads(), nil), nil
}

// Branches lists the revisions that several others follow, newest first.
func (m *Migrator) Branches() ([]Entry, error) {
	graph, err := m.graph()
	if err != nil {
		return nil, err
	}
	points := graph.BranchPoints()
	slices.Reverse(points)
	return entries(graph, points, nil), nil
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

// Files lists the files of the revisions that a name stands for, in the directory of the migration repository. The database
// is asked only for "current".
func (m *Migrator) Files(ctx context.Context, name string) ([]string, error) {
	found, err := m.Show(ctx, name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range found {
		file, _, _ := strings.Cut(path.Base(e.Revision.Source), ":")
		files = append(files, filepath.Join(m.versions(), file))
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
	return entries(graph, list, nil), nil
}

func entries(graph *revision.Graph, revisions []revision.Revision, current []string) []Entry {
	list := make([]Entry, len(revisions))
	for i, r := range revisions {
		place, _ := graph.Place(r.ID)
		list[i] = Entry{Revision: r, Place: place, Current: slices.Contains(current, r.ID)}
	}
	return list
}
