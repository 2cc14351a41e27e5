package revision

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Repository is the collection of revisions that a program is built with. The package that db init writes creates it, and
// each revision file registers what it holds.
type Repository struct {
	mu        sync.Mutex
	revisions []*registered
	readsSQL  bool
	fault     error
}

// registered is a revision with where it was registered.
type registered struct {
	Revision
	file string
	line int
}

var all struct {
	mu           sync.Mutex
	repositories []*Repository
}

// NewRepository creates a repository, which Repositories lists from then on.
func NewRepository() *Repository {
	r := &Repository{}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.repositories = append(all.repositories, r)
	return r
}

// Repositories lists the repositories that the program created, in the order of their creation.
func Repositories() []*Repository {
	all.mu.Lock()
	defer all.mu.Unlock()
	return slices.Clone(all.repositories)
}

// Register adds a revision and remembers the file and line of the call. It never panics: what is wrong with the revision, or
// with all of them together, is reported by Graph.
func (r *Repository) Register(revision Revision) {
	_, file, line, known := runtime.Caller(1)
	if known {
		revision.Source = fmt.Sprintf("%s:%d", ShortPath(file), line)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.revisions = append(r.revisions, &registered{revision, file, line})
}

// ShortPath is the end of a file's path, as messages name it: the file and the two directories above it, which tell one
// migration repository from another.
func ShortPath(file string) string {
	directory := path.Dir(file)
	return path.Join(path.Base(path.Dir(directory)), path.Base(directory), path.Base(file))
}

// AddSQL adds revisions that were read from SQL files, each with its Source, or what is wrong with the files, which Graph
// reports.
func (r *Repository) AddSQL(revisions []Revision, fault error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readsSQL = true
	r.fault = errors.Join(r.fault, fault)
	for _, one := range revisions {
		r.revisions = append(r.revisions, &registered{Revision: one, file: one.Source})
	}
}

// ReadsSQL reports whether the repository takes SQL files.
func (r *Repository) ReadsSQL() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.readsSQL
}

// Revisions lists what was registered, by file name and then by line.
func (r *Repository) Revisions() []Revision {
	ordered := r.ordered()
	list := make([]Revision, len(ordered))
	for i, o := range ordered {
		list[i] = o.Revision
	}
	return list
}

// Len is how many revisions were registered.
func (r *Repository) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.revisions)
}

// ordered lists what was registered, which nobody changes, by file name and then by line. Mostly it is in that order already: Go
// runs the files of a package in it.
func (r *Repository) ordered() []*registered {
	r.mu.Lock()
	defer r.mu.Unlock()
	compare := func(a, b *registered) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	}
	ordered := slices.Clone(r.revisions)
	if !slices.IsSortedFunc(ordered, compare) {
		slices.SortStableFunc(ordered, compare)
	}
	return ordered
}

// Graph is the graph of the registered revisions, or all that is wrong with them.
func (r *Repository) Graph() (*Graph, error) { return GraphOf(r) }

// GraphOf is the one graph that the revisions of several repositories form, in the order of the repositories, or all that is
// wrong with them. So a revision may follow one of another repository, or depend on it; an ID that two repositories have is a
// fault.
func GraphOf(repositories ...*Repository) (*Graph, error) {
	var revisions []*Revision
	var faults []error
	for _, r := range repositories {
		ordered := r.ordered()
		revisions = slices.Grow(revisions, len(ordered))
		for _, o := range ordered {
			revisions = append(revisions, &o.Revision)
		}
		faults = append(faults, r.unread())
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return newGraph(revisions)
}

// unread is what is wrong with the repository's SQL files.
func (r *Repository) unread() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fault
}
