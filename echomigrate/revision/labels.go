package revision

import "slices"

// spreadLabels gives each node the labels of its branch. A label spreads up to all that follow the node that declares it;
// and where these are one line, without a branch or a merge, also down to where that line begins.
func (g *Graph) spreadLabels() {
	declared := make([][]string, len(g.nodes))
	for n, r := range g.nodes {
		declared[n] = r.Labels
	}
	for _, head := range without(g.children) {
		if start, labels := g.line(head); len(labels) > 0 {
			declared[start] = labels
		}
	}
	g.branches = make([][]string, len(g.nodes))
	for _, n := range g.order {
		g.branches[n] = g.joined(n, declared[n])
	}
}

// line is the node where the line of a head begins, and the labels that are declared in it.
func (g *Graph) line(head int) (start int, labels []string) {
	start = head
	for n := head; len(g.parents[n]) <= 1 && len(g.dependents[n]) <= 1; n = g.parents[n][0] {
		start = n
		labels = append(labels, g.nodes[n].Labels...)
		if len(g.parents[n]) == 0 {
			break
		}
	}
	return start, labels
}

// joined is a node's labels, where those of its parents are known. Most nodes share the list of their parent.
func (g *Graph) joined(n int, declared []string) []string {
	parents := g.parents[n]
	if len(declared) == 0 && len(parents) == 1 {
		return g.branches[parents[0]]
	}
	labels := slices.Clone(declared)
	for _, p := range parents {
		labels = append(labels, g.branches[p]...)
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}
