package revision

import "slices"

// Upgrade plans the way from the version rows up to targets: names that Resolve takes, and these with steps behind them.
// What is applied already is left out; an upgrade never takes anything back.
//
//	+2               two steps up from the only version row, or from the base
//	billing@+1       one step up in a branch, from as far as it is applied
//	8c2f+1, head-2   steps from a revision
//	current          the version rows
func (g *Graph) Upgrade(rows []string, targets ...string) (Plan, error) {
	at, err := g.maximal(rows)
	if err != nil {
		return Plan{}, err
	}
	var upper []node
	for _, target := range targets {
		nodes, err := g.upgradeTarget(target, at, at)
		if err != nil {
			return Plan{}, err
		}
		upper = append(upper, nodes...)
	}
	applied := g.requires.reach(at)
	nodes := g.newestFirst(minus(g.requires.reach(upper), applied))
	state := g.state(applied, rows, len(nodes))
	plan := Plan{Steps: slices.Grow([]Step(nil), len(nodes))}
	for _, n := range slices.Backward(nodes) {
		plan.Steps = append(plan.Steps, state.up(n))
	}
	return plan, nil
}

// upgradeTarget is what a target stands for: steps alone begin at the start, and "current" is what the database is at.
func (g *Graph) upgradeTarget(target string, start, at []node) ([]node, error) {
	p, err := g.parse(target)
	if err != nil {
		return nil, err
	}
	if !p.relative {
		return g.find(p, at)
	}
	line, err := g.branch(p)
	if err != nil {
		return nil, err
	}
	var from []node
	switch {
	case p.symbol == "" && p.steps <= 0:
		return nil, wrong(TooFar, target, "an upgrade goes up: write +1 for the next revision, or use `db downgrade`")
	case p.symbol == "" && line == nil:
		from = start
	case p.symbol == "":
		from = g.reached(start, line)
	default:
		if from, err = g.find(p, at); err != nil {
			return nil, err
		}
		if err := g.one(target, from); err != nil {
			return nil, err
		}
	}
	if ids := g.ids(from); len(ids) > 1 {
		return nil, wrong(AmbiguousStart, target, "there are several revisions to go up from (%s): name one of them, as in %s%+d",
			Listed(ids, ", "), ids[0], p.steps)
	}
	return g.walk(p, from, line)
}

// reached lists the nodes in a line; where there are none, the tops of what is below them of it.
func (g *Graph) reached(nodes []node, line set) []node {
	if inside := within(nodes, line); len(inside) > 0 {
		return inside
	}
	applied := g.requires.reach(nodes)
	for n := range applied {
		applied[n] = applied[n] && line[n]
	}
	return g.maximalOf(applied)
}
