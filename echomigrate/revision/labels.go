package revision

import "slices"

// branches are the labels that each node has: its own and those that spread to it.
type branches struct {
	// lists are the different lists of labels, each sorted; the first is the empty one.
	lists [][]string
	// bears says which of the lists a node has; without any label it is nil.
	bears []int32
}

// of are the labels of a node, sorted.
func (b branches) of(n node) []string {
	if b.bears == nil {
		return nil
	}
	return b.lists[b.bears[n]]
}

// spreadLabels gives each node the labels of its branch. A label spreads up to all that follow the node that declares it;
// and where these are one line, without a branch or a merge, also down to where that line begins.
func (g *Graph) spreadLabels() {
	if len(g.labels) == 0 {
		return
	}
	declared := make(map[node][]string, len(g.labels))
	for _, n := range g.labels {
		declared[n] = g.nodes[n].Labels
	}
	for _, head := range g.children.without() {
		if start, labels := g.line(head); len(labels) > 0 {
			declared[start] = labels
		}
	}
	g.branches = branches{lists: [][]string{nil}, bears: make([]int32, len(g.nodes))}
	for _, n := range g.order {
		g.branches.bears[n] = g.joined(n, declared[n])
	}
}

// line is the node where the line of a head begins, and the labels that are declared in it.
func (g *Graph) line(head node) (start node, labels []string) {
	start = head
	for n := head; g.parents.count(n) <= 1 && g.dependents.count(n) <= 1; n = g.parents.of(n)[0] {
		start = n
		labels = append(labels, g.nodes[n].Labels...)
		if g.parents.count(n) == 0 {
			break
		}
	}
	return start, labels
}

// joined is the list of a node's labels, where those of its parents are known. Most nodes share the list of their parents.
func (g *Graph) joined(n node, declared []string) (list int32) {
	b := &g.branches
	parents := g.parents.of(n)
	if len(declared) == 0 && len(parents) == 0 {
		return 0
	}
	shared := len(declared) == 0
	labels := slices.Clone(declared)
	for _, p := range parents {
		shared = shared && b.bears[p] == b.bears[parents[0]]
		labels = append(labels, b.of(p)...)
	}
	if shared {
		return b.bears[parents[0]]
	}
	slices.Sort(labels)
	b.lists = append(b.lists, slices.Compact(labels))
	return int32(len(b.lists) - 1)
}
