package revision

import (
	"slices"
	"strings"
)

// Stamp plans the change of the version rows to targets, which are names that Resolve takes without steps; nothing is run,
// and there is at most one step. The targets take the place of the rows above and below them; other branches stay as they
// are. "base" takes all rows away, and a branch's base those that belong to the branch or depend on it; a target among those
// contradicts it.
func (g *Graph) Stamp(rows []string, targets []string) (Plan, error) {
	at, err := g.rows(rows)
	if err != nil {
		return Plan{}, err
	}
	stamped := make(set, len(g.nodes))
	gone, denied := make(set, len(g.nodes)), make(set, len(g.nodes))
	last := node(none)
	for _, target := range targets {
		nodes, center, err := g.stampTarget(at, target)
		if err != nil {
			return Plan{}, err
		}
		above := g.dependents.reach(center)
		gone = union(gone, union(g.requires.reach(center), above))
		if len(nodes) == 0 {
			denied = union(denied, above)
		}
		for _, n := range nodes {
			stamped[n] = true
			last = n
		}
	}
	for n, both := range denied {
		if both && stamped[n] {
			return Plan{}, wrong(Overlap, strings.Join(targets, " "), "a base says that %s is not applied, and another target that it is: name one of them",
				g.nodes[n].ID)
		}
	}
	for _, n := range at {
		stamped[n] = stamped[n] || !gone[n]
	}
	return g.stamp(rows, g.ids(g.maximalOf(stamped)), last), nil
}

// Purge is Stamp as if there were no rows: all of them go, also those that are not known.
func (g *Graph) Purge(rows []string, targets []string) (Plan, error) {
	plan, err := g.Stamp(nil, targets)
	if err != nil {
		return Plan{}, err
	}
	if len(plan.Steps) == 0 {
		return g.stamp(rows, nil, none), nil
	}
	return g.stamp(rows, plan.Steps[0].After(), g.index[plan.Steps[0].Revision.ID]), nil
}

// stamp is the step from rows to others, if they differ; last is the node that it is about, or none.
func (g *Graph) stamp(rows, after []string, last node) Plan {
	stamped := stampedRows{slices.Compact(slices.Sorted(slices.Values(rows))), slices.Sorted(slices.Values(after))}
	if slices.Equal(stamped[0], stamped[1]) {
		return Plan{}
	}
	step := Step{Revision: &Revision{}, rows: stamped}
	if last != none {
		step.Revision = g.nodes[last]
	}
	return Plan{Steps: []Step{step}}
}

// stampedRows are the version rows before a stamp and behind it.
type stampedRows [2][]string

func (s stampedRows) before(step int) []string { return slices.Clone(s[step]) }

// stampTarget is what a target stands for, none for a base, and the nodes of which it takes the place of all above and below.
func (g *Graph) stampTarget(at []node, target string) (nodes, center []node, err error) {
	p, err := g.parse(target)
	if err != nil {
		return nil, nil, err
	}
	if p.relative {
		return nil, nil, wrong(NoSuchRevision, target, "a stamp takes no steps: name the revision itself")
	}
	if nodes, err = g.find(p, at); err != nil {
		return nil, nil, err
	}
	center = nodes
	if p.symbol == "base" {
		center = g.bases
		if p.branch != "" {
			n, err := g.lookup(name{text: target, symbol: p.branch}, nil)
			if err != nil {
				return nil, nil, err
			}
			center = []node{n}
		}
	}
	return nodes, center, nil
}
