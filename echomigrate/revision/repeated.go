package revision

import "slices"

// dropRepeated takes away the dependencies that an ancestor of the node declares already: they add nothing, and the plan's
// order does not heed them.
func (g *Graph) dropRepeated() {
	if len(g.requires.all) == len(g.parents.all) {
		return
	}
	place := g.places()
	repeated := false
	// The seen nodes are those marked with the dependency at hand, counted from 1.
	seen := make([]node, len(g.nodes))
	var pending []node
	for dependency := range node(len(g.nodes)) {
		declaring := g.declaring(dependency)
		if len(declaring) < 2 {
			continue
		}
		// What stands behind the last of them in the order is not looked at.
		last := int32(0)
		for _, n := range declaring {
			last = max(last, place[n])
			pending = append(pending, g.children.of(n)...)
		}
		for len(pending) > 0 {
			n := pending[len(pending)-1]
			pending = pending[:len(pending)-1]
			if seen[n] == dependency+1 || place[n] > last {
				continue
			}
			seen[n] = dependency + 1
			pending = append(pending, g.children.of(n)...)
		}
		for _, n := range declaring {
			if seen[n] == dependency+1 {
				requires := g.requires.of(n)
				requires[slices.Index(requires, dependency)] = none
				repeated = true
			}
		}
	}
	if repeated {
		g.requires.compact()
		g.dependents = g.requires.inverted()
	}
}

// declaring lists the nodes that depend on one without revising it. Both lists are in load order.
func (g *Graph) declaring(dependency node) []node {
	children, dependents := g.children.of(dependency), g.dependents.of(dependency)
	if len(children) == len(dependents) {
		return nil
	}
	nodes := make([]node, 0, len(dependents)-len(children))
	for _, n := range dependents {
		if len(children) > 0 && children[0] == n {
			children = children[1:]
			continue
		}
		nodes = append(nodes, n)
	}
	return nodes
}
