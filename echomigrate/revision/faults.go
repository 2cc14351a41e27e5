package revision

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// illegal are the characters that an ID cannot have: those with a meaning in the names of targets, and those that no file
// name can have.
const illegal = `@-+:/\*?"<>|`

// faults builds a graph and collects what is wrong with its revisions.
type faults struct {
	graph *Graph
	list  []error
}

func (f *faults) add(format string, arguments ...any) {
	f.list = append(f.list, fmt.Errorf(format, arguments...))
}

func (f *faults) err() error { return errors.Join(f.list...) }

// named is a revision with where it was registered, for messages.
func named(r Revision) string {
	if r.Source == "" {
		return r.ID
	}
	return r.ID + " (" + r.Source + ")"
}

// CheckID reports an ID that no revision may have.
func CheckID(id string) error {
	if id == "" {
		return errors.New("a revision has no ID")
	}
	for _, r := range id {
		if strings.ContainsRune(illegal, r) || r <= ' ' || r == 0x7f {
			return fmt.Errorf("revision %q: the character %q is not allowed in an ID: use letters, digits and underscores", id, r)
		}
	}
	if slices.Contains([]string{"head", "heads", "base", "current"}, id) || strings.HasPrefix(id, ".") || strings.HasPrefix(id, "_") {
		return fmt.Errorf("revision %q: an ID cannot be one of head, heads, base and current, nor begin with a dot or an underscore", id)
	}
	return nil
}

func (f *faults) indexNodes() {
	g := f.graph
	for i, r := range g.nodes {
		if err := CheckID(r.ID); err != nil {
			if r.Source != "" {
				err = fmt.Errorf("%w (%s)", err, r.Source)
			}
			f.list = append(f.list, err)
			continue
		}
		if other, twice := g.index[r.ID]; twice {
			f.add("revision %s is there twice: the other one is in %s: give one of them another ID", named(r), g.nodes[other].Source)
			continue
		}
		g.index[r.ID] = i
	}
	for i, r := range g.nodes {
		for _, label := range r.Labels {
			if other, taken := g.labels[label]; taken {
				f.add("label %s of revision %s is that of revision %s already", label, named(r), named(g.nodes[other]))
			} else if other, taken := g.index[label]; taken {
				f.add("label %s of revision %s is the ID of revision %s", label, named(r), named(g.nodes[other]))
			}
			g.labels[label] = i
		}
	}
}

func (f *faults) connect() {
	g := f.graph
	known := make([]string, 0, len(g.index))
	for _, r := range g.nodes {
		known = append(known, r.ID)
	}
	for i, r := range g.nodes {
		for _, id := range r.Revises {
			parent, found := g.index[id]
			if !found {
				f.missing(r, "revises", id, known)
				continue
			}
			if slices.Contains(g.parents[i], parent) {
				f.add("revision %s revises %s twice", named(r), id)
				continue
			}
			g.parents[i] = append(g.parents[i], parent)
			g.children[parent] = append(g.children[parent], i)
			g.require(i, parent)
		}
		for _, id := range r.DependsOn {
			dependency, found := g.index[id]
			if !found {
				dependency, found = g.labels[id]
			}
			if !found {
				f.missing(r, "depends on", id, known)
				continue
			}
			g.require(i, dependency)
		}
	}
}

func (f *faults) missing(r Revision, how, id string, known []string) {
	hint := ""
	if near := op.Near(id, known); len(near) > 0 {
		hint = " (did you mean " + strings.Join(near, " or ") + "?)"
	}
	f.add("revision %s %s %s, which is not there%s", named(r), how, id, hint)
}

// require connects a node with one that must be applied before it.
func (g *Graph) require(node, before int) {
	if slices.Contains(g.requires[node], before) {
		return
	}
	g.requires[node] = append(g.requires[node], before)
	g.dependents[before] = append(g.dependents[before], node)
}

// sort finds the order, or the cycles that prevent one.
func (f *faults) sort() {
	g := f.graph
	waits := make([]int, len(g.nodes))
	var ready []int
	for i := range g.nodes {
		if waits[i] = len(g.requires[i]); waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	slices.Reverse(ready)
	for len(ready) > 0 {
		n := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		g.order = append(g.order, n)
		for _, next := range slices.Backward(g.dependents[n]) {
			if waits[next]--; waits[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	if len(g.order) == len(g.nodes) {
		return
	}
	var cycle []string
	for i, r := range g.nodes {
		if waits[i] > 0 {
			cycle = append(cycle, named(r))
		}
	}
	f.add("these revisions follow each other in a cycle, or follow one: %s", strings.Join(cycle, ", "))
}
