package revision

import (
	"fmt"
	"slices"
	"strings"
)

// Plan is what leads a database from its version rows to a target.
type Plan struct {
	// Steps in the order in which they run; none when the database is there already.
	Steps []Step
}

// Step is one revision of a plan.
type Step struct {
	// Revision is what is run; for a stamp that only takes rows away it is empty.
	Revision Revision
	// Before are the version rows that the step needs, sorted.
	Before []string
	// After are the version rows that the step leaves, sorted: the maximal elements of the applied set.
	After []string
}

// Upgrade plans the way from the version rows up to a target: any name that Resolve takes, or "+N". What is applied already
// is left out; an upgrade never takes anything back.
func (g *Graph) Upgrade(rows []string, target string) (Plan, error) {
	at, err := g.applied(rows)
	if err != nil {
		return Plan{}, err
	}
	targets, err := g.upgradeTargets(at, target)
	if err != nil {
		return Plan{}, err
	}
	applied := g.reach(at, g.requires)
	wanted := g.reach(targets, g.requires)
	state := g.state(applied)
	var plan Plan
	for _, n := range g.order {
		if wanted[n] && !applied[n] {
			plan.Steps = append(plan.Steps, state.up(n))
		}
	}
	return plan, nil
}

func (g *Graph) upgradeTargets(at []int, target string) ([]int, error) {
	parts := relative.FindStringSubmatch(target)
	if parts == nil || parts[1] != "" {
		return g.resolve(target)
	}
	if parts[2] == "-" {
		return nil, &NotFoundError{Name: target, Reason: "an upgrade does not go down: use `db downgrade " + target + "`"}
	}
	if len(at) > 1 {
		return nil, &NotFoundError{Name: target, Reason: "the database is at several revisions (" +
			strings.Join(ids(g.revisions(at)), ", ") + "): name the one to go up to"}
	}
	return g.walk(target, at, parts[2], parts[3])
}

// Downgrade plans the way from the version rows down to a target: any name that Resolve takes, or "-N". Everything that
// follows the target, or depends on what is taken back, is taken back.
func (g *Graph) Downgrade(rows []string, target string) (Plan, error) {
	at, err := g.applied(rows)
	if err != nil {
		return Plan{}, err
	}
	applied := g.reach(at, g.requires)
	roots, err := g.downgradeRoots(at, applied, target)
	if err != nil {
		return Plan{}, err
	}
	dropped := g.reach(roots, g.dependents)
	state := g.state(applied)
	var plan Plan
	for _, n := range slices.Backward(g.order) {
		if dropped[n] && applied[n] {
			plan.Steps = append(plan.Steps, state.down(n))
		}
	}
	return plan, nil
}

// downgradeRoots are the lowest revisions to take back.
func (g *Graph) downgradeRoots(at []int, applied []bool, target string) ([]int, error) {
	var to []int
	parts := relative.FindStringSubmatch(target)
	switch {
	case parts == nil || parts[1] != "":
		var err error
		if to, err = g.resolve(target); err != nil {
			return nil, err
		}
	case parts[2] == "+":
		return nil, &NotFoundError{Name: target, Reason: "a downgrade does not go up: use `db upgrade " + target + "`"}
	case len(at) > 1:
		return nil, &NotFoundError{Name: target, Reason: "the database is at several revisions (" +
			strings.Join(ids(g.revisions(at)), ", ") + "): name the one to go down to"}
	default:
		var err error
		if to, err = g.walk(target, at, parts[2], parts[3]); err != nil {
			return nil, err
		}
	}
	if len(to) == 0 {
		return g.without(g.parents), nil
	}
	var roots []int
	for _, n := range to {
		if !applied[n] {
			return nil, &NotFoundError{Name: target, Reason: fmt.Sprintf("the database has not got to %s: use `db upgrade %s`", g.nodes[n].ID, g.nodes[n].ID)}
		}
		roots = append(roots, g.children[n]...)
	}
	return roots, nil
}

// Stamp plans the change of the version rows to the targets, without running anything: at most one step.
func (g *Graph) Stamp(rows []string, targets []string) (Plan, error) {
	var nodes []int
	for _, target := range targets {
		found, err := g.resolve(target)
		if err != nil {
			return Plan{}, err
		}
		nodes = append(nodes, found...)
	}
	after := g.state(g.reach(nodes, g.requires)).rows()
	before := slices.Sorted(slices.Values(rows))
	if slices.Equal(before, after) {
		return Plan{}, nil
	}
	step := Step{Before: before, After: after}
	if len(nodes) > 0 {
		step.Revision = g.nodes[nodes[len(nodes)-1]]
	}
	return Plan{Steps: []Step{step}}, nil
}
