package revision

import "slices"

// dropRepeated takes away the dependencies that an ancestor of the node declares already: they add nothing, and the plan's
// order does not heed them.
func (g *Graph) dropRepeated() {
	place := make([]int, len(g.nodes))
	for i, n := range g.order {
		place[n] = i
	}
	// The seen nodes are those marked with the dependency at hand, counted from 1.
	seen := make([]int, len(g.nodes))
	for dependency := range g.nodes {
		declaring := g.declaring(dependency)
		if len(declaring) < 2 {
			continue
		}
		// What stands behind the last of them in the order is not looked at.
		last := 0
		var pending []int
		for _, n := range declaring {
			last = max(last, place[n])
			pending = append(pending, g.children[n]...)
		}
		for len(pending) > 0 {
			n := pending[len(pending)-1]
			pending = pending[:len(pending)-1]
			if seen[n] == dependency+1 || place[n] > last {
				continue
			}
			seen[n] = dependency + 1
			pending = append(pending, g.children[n]...)
		}
		repeats := make(map[int]bool)
		for _, n := range declaring {
			if seen[n] == dependency+1 {
				repeats[n] = true
				g.requires[n] = slices.DeleteFunc(g.requires[n], func(r int) bool { return r == dependency })
			}
		}
		g.dependents[dependency] = slices.DeleteFunc(g.dependents[dependency], func(n int) bool { return repeats[n] })
	}
}

// declaring lists the nodes that depend on one without revising it. Both lists are in load order.
func (g *Graph) declaring(dependency int) []int {
	children := g.children[dependency]
	var nodes []int
	for _, n := range g.dependents[dependency] {
		if len(children) > 0 && children[0] == n {
			children = children[1:]
			continue
		}
		nodes = append(nodes, n)
	}
	return nodes
}
