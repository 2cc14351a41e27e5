package revision

import (
	"slices"
	"strings"
)

// walk goes a name's steps from a node, or from the base if there is none, within the line; nil is any. Below the lowest
// revision is the base.
func (g *Graph) walk(p name, from []node, line set) ([]node, error) {
	if p.steps < 0 {
		return g.walkDown(p, from, line)
	}
	for step := range p.steps {
		next := g.bases
		if len(from) > 0 {
			next = g.children.of(from[0])
		}
		if next = within(next, line); len(next) == 0 {
			return nil, wrong(TooFar, p.text, "nothing follows where step %d up begins: `db upgrade head` goes all the way", step+1)
		}
		if err := g.fork(p, step, "up", next); err != nil {
			return nil, err
		}
		from = next
	}
	return from, nil
}

func (g *Graph) walkDown(p name, from []node, line set) ([]node, error) {
	for step := range -p.steps {
		if len(from) == 0 {
			return nil, wrong(TooFar, p.text, "step %d down begins at the base: `db downgrade base` goes all the way", step+1)
		}
		next := within(g.parents.of(from[0]), line)
		if err := g.fork(p, step, "down", next); err != nil {
			return nil, err
		}
		from = next
	}
	return from, nil
}

// fork reports that a step could lead to several nodes.
func (g *Graph) fork(p name, step int, way string, next []node) error {
	if len(next) < 2 {
		return nil
	}
	ids := g.ids(next)
	return wrong(AmbiguousWalk, p.text, "step %d %s could lead to %s: name the revision, or its branch as in %s@%s",
		step+1, way, Listed(ids, " or "), ids[0], p.text[strings.Index(p.text, "@")+1:])
}

// belowHeads goes steps down from each head that no other revision depends on; of a branch, from those that bear its label.
func (g *Graph) belowHeads(p name) ([]node, error) {
	if _, err := g.branch(p); err != nil {
		return nil, err
	}
	var found []node
	reached := make(set, len(g.nodes))
	for _, head := range g.tops {
		if p.branch != "" && !slices.Contains(g.branches.of(head), p.branch) {
			continue
		}
		to, err := g.walkDown(p, []node{head}, nil)
		if err != nil {
			return nil, err
		}
		for _, n := range to {
			if !reached[n] {
				reached[n] = true
				found = append(found, n)
			}
		}
	}
	return found, nil
}
