package revision

import (
	"errors"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// illegal are the characters that an ID cannot have: those with a meaning in the names of targets, and those that no file
// name can have.
const illegal = `@-+:/\*?"<>|`

// reserved are the names that stand for no single revision.
var reserved = []string{"head", "heads", "base", "current"}

// CheckID reports an ID that no revision may have.
func CheckID(id string) error {
	if id == "" {
		return wrong(IllegalName, id, "a revision has no ID")
	}
	for _, r := range id {
		if strings.ContainsRune(illegal, r) || r <= ' ' || r == 0x7f {
			return wrong(IllegalName, id, "the character %q is not allowed in an ID: use letters, digits and underscores", r)
		}
	}
	if slices.Contains(reserved, id) || strings.HasPrefix(id, ".") || strings.HasPrefix(id, "_") {
		return wrong(IllegalName, id, "an ID cannot be one of head, heads, base and current, nor begin with a dot or an underscore")
	}
	return nil
}

// CheckLabel reports a label that no branch may have.
func CheckLabel(label string) error {
	if label == "" || slices.Contains(reserved, label) {
		return wrong(IllegalName, label, "a label cannot be empty, nor be one of head, heads, base and current")
	}
	for _, r := range label {
		if strings.ContainsRune("@:+", r) || r <= ' ' || r == 0x7f {
			return wrong(IllegalName, label, "the character %q is not allowed in a label: use letters, digits and underscores", r)
		}
	}
	if relative.MatchString(label) {
		return wrong(IllegalName, label, "a label cannot end in a minus and a number, which would be steps down")
	}
	return nil
}

// faults builds a graph and collects what is wrong with its revisions.
type faults struct {
	graph *Graph
	list  []error
}

func (f *faults) add(kind Kind, r Revision, format string, arguments ...any) {
	f.list = append(f.list, wrongRevision(kind, r, format, arguments...))
}

func (f *faults) err() error { return errors.Join(f.list...) }

// check adds what CheckID or CheckLabel found, with where the revision was registered.
func (f *faults) check(r Revision, err error) bool {
	var found *Error
	if errors.As(err, &found) {
		found.Source = r.Source
		f.list = append(f.list, found)
	}
	return err == nil
}

func (f *faults) indexNodes() {
	g := f.graph
	for i, r := range g.nodes {
		if !f.check(r, CheckID(r.ID)) {
			continue
		}
		if other, twice := g.index[r.ID]; twice {
			f.add(DuplicateID, r, "it is there twice, the other one is %s: give one of them another ID", named(g.nodes[other]))
			continue
		}
		g.index[r.ID] = i
	}
}

func (f *faults) indexLabels() {
	g := f.graph
	for i, r := range g.nodes {
		for _, label := range r.Labels {
			if !f.check(r, CheckLabel(label)) {
				continue
			}
			if other, taken := g.labels[label]; taken {
				f.add(DuplicateLabel, r, "its label %s is that of revision %s already: choose another one", label, named(g.nodes[other]))
			} else if other, taken := g.index[label]; taken {
				f.add(DuplicateLabel, r, "its label %s is the ID of revision %s: choose another one", label, named(g.nodes[other]))
			}
			g.labels[label] = i
		}
	}
}

// connect links the nodes with those that they revise and depend on.
func (f *faults) connect() {
	g := f.graph
	linked := make([]int, len(g.nodes)) // the node that required this one last, counted from 1
	for i, r := range g.nodes {
		for _, id := range r.Revises {
			parent, found := g.index[id]
			switch {
			case !found:
				f.missing(r, "revises", id)
			case parent == i:
				f.add(SelfLoop, r, "it revises itself: say what it follows, or nothing")
			case linked[parent] == i+1:
				f.add(DuplicateHead, r, "it revises %s twice: name it once", id)
			default:
				linked[parent] = i + 1
				g.parents[i] = append(g.parents[i], parent)
				g.children[parent] = append(g.children[parent], i)
				g.require(i, parent)
			}
		}
		for _, name := range r.DependsOn {
			dependency, found := g.named(name)
			switch {
			case !found:
				f.missing(r, "depends on", name)
			case dependency == i:
				f.add(DependencySelfLoop, r, "it depends on itself: take the dependency away")
			case linked[dependency] != i+1:
				linked[dependency] = i + 1
				g.require(i, dependency)
			}
		}
	}
}

// named finds the node that has a name as its ID or declares it as its label.
func (g *Graph) named(name string) (int, bool) {
	n, found := g.index[name]
	if !found {
		n, found = g.labels[name]
	}
	return n, found
}

// require connects a node with one that must be applied before it.
func (g *Graph) require(node, before int) {
	g.requires[node] = append(g.requires[node], before)
	g.dependents[before] = append(g.dependents[before], node)
}

// hints is how many missing revisions are compared with all there are.
const hints = 20

func (f *faults) missing(r Revision, how, name string) {
	hint := ""
	if len(f.list) < hints {
		hint = op.DidYouMean(name, f.graph.names())
	}
	f.add(Missing, r, "it %s %s, which is not there%s: add that revision, or name another one", how, name, hint)
}

// names lists all IDs in load order, and then all labels, sorted.
func (g *Graph) names() []string {
	names := make([]string, 0, len(g.nodes)+len(g.labels))
	var labels []string
	for i, r := range g.nodes {
		if g.index[r.ID] == i {
			names = append(names, r.ID)
		}
		labels = append(labels, r.Labels...)
	}
	slices.Sort(labels)
	return append(names, labels...)
}
