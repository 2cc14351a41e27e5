package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// RevisionOptions say what a new revision is like.
type RevisionOptions struct {
	// Message says in one line what the revision does. Default: none.
	Message string
	// ID of the revision. Default: the one that Config.NewID gives.
	ID string
	// Heads are the revisions that the new one follows; several make a merge. Default: "head".
	Heads []string
	// Splice allows a revision to be followed that is no head. Default: that is an error.
	Splice bool
	// BranchLabel names the branch that begins with the new revision. Default: none.
	BranchLabel string
	// DependsOn are revisions in other branches that must be applied before this one. Default: none.
	DependsOn []string
}

// Generated is a new revision file.
type Generated struct {
	// Revision is what the file says.
	Revision revision.Revision
	// Path is where the file was written, below the working directory; empty when there was nothing to write.
	Path string
	// Comparison is what Migrate found; Revision leaves it empty.
	Comparison Comparison
}

// Revision writes an empty revision, to be filled in by hand. It does not touch the database.
func (m *Migrator) Revision(_ context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	return m.write(graph, options, Comparison{})
}

// Merge writes an empty revision that joins others: those in options.Heads, by default all heads. It does not touch the
// database.
func (m *Migrator) Merge(ctx context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	if len(options.Heads) == 0 {
		options.Heads = []string{"heads"}
	}
	var joined []string
	for _, name := range options.Heads {
		revisions, err := graph.Resolve(name)
		if err != nil {
			return Generated{}, err
		}
		for _, r := range revisions {
			joined = append(joined, r.ID)
		}
	}
	if len(joined) < 2 {
		return Generated{}, fmt.Errorf("merge %s: there is only one revision to join: %s", strings.Join(options.Heads, " "), strings.Join(joined, ", "))
	}
	if options.Message == "" {
		options.Message = "merge " + strings.Join(joined, " and ")
	}
	return m.Revision(ctx, options)
}

// Migrate compares the models with the database and writes the revision that leads from one to the other. When they agree
// it writes nothing, and Path is empty. The database must be at the head revisions.
func (m *Migrator) Migrate(ctx context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	found, err := m.compare(ctx, graph)
	if err != nil || len(found.Upgrade) == 0 {
		return Generated{Comparison: found}, err
	}
	return m.write(graph, options, found)
}

// write writes a revision file that holds what was found.
func (m *Migrator) write(graph *revision.Graph, options RevisionOptions, found Comparison) (Generated, error) {
	if len(options.Heads) == 0 {
		options.Heads = []string{"head"}
	}
	if options.ID == "" {
		options.ID = m.config.NewID()
	}
	r, err := graph.Next(revision.NextOptions{
		ID: options.ID, Heads: options.Heads, Splice: options.Splice, BranchLabel: options.BranchLabel, DependsOn: options.DependsOn,
	})
	if err != nil {
		return Generated{}, err
	}
	r.Message = options.Message
	r.Created = m.config.Clock().UTC().Format(time.RFC3339)
	r.Upgrade, r.Downgrade = found.Upgrade, found.Downgrade
	source, err := render.Revision(r, render.Options{Comments: found.UpgradeNotes, DowngradeComments: found.DowngradeNotes})
	if err != nil {
		return Generated{}, err
	}
	path := filepath.Join(m.versions(), render.FileName(r))
	if _, err := os.Stat(m.versions()); errors.Is(err, fs.ErrNotExist) {
		return Generated{}, fmt.Errorf("there is no directory %s: run `db init`, or run this where the directory %s is", m.versions(), m.config.Directory)
	}
	if err := writeNew(path, source); err != nil {
		return Generated{}, err
	}
	return Generated{Revision: r, Path: path, Comparison: found}, nil
}

// writeNew writes a file that is not there yet; a reader sees the whole file or none.
func writeNew(path string, content []byte) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if errLeft := os.Remove(temporary.Name()); err == nil && !errors.Is(errLeft, fs.ErrNotExist) {
			err = errLeft
		}
	}()
	_, err = temporary.Write(content)
	if err := errors.Join(err, temporary.Chmod(0o644), temporary.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = os.Link(temporary.Name(), path)
	if _, errThere := os.Lstat(path); err != nil && errors.Is(errThere, fs.ErrNotExist) {
		// Not every file system has hard links.
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
