package revision

import "slices"

// Graph is a set of revisions that fit together: no ID twice, no parent missing, no cycle. It does not change, and may be
// used by several goroutines at once.
type Graph struct {
	// nodes are in load order; the other slices have an element for each of them.
	nodes []Revision
	index map[string]int
	// labels says which node declares a label.
	labels map[string]int
	// parents are those that a node revises; requires are those together with what it depends on.
	parents, requires [][]int
	// children revise a node; dependents are those together with what depends on it.
	children, dependents [][]int
	// order lists the nodes so that each stands behind all that it requires.
	order []int
	// branches are the labels of a node: its own and those that spread to it, sorted.
	branches [][]string
	// heads have no children; tops have no dependents; bases have no parents. All are in load order.
	heads, tops, bases []int
}

// With is the graph with further revisions.
func (g *Graph) With(revisions ...Revision) (*Graph, error) {
	return NewGraph(slices.Concat(g.nodes, revisions))
}

// NewGraph connects revisions, which are in load order. The error lists everything that is wrong with them, each fault on a
// line that names the revisions and where they were registered.
func NewGraph(revisions []Revision) (*Graph, error) {
	n := len(revisions)
	g := &Graph{
		nodes: slices.Clone(revisions), index: make(map[string]int, n), labels: map[string]int{},
		parents: make([][]int, n), requires: make([][]int, n),
	}
	b := builder{graph: g}
	b.checkOperations()
	b.indexNodes()
	b.indexLabels()
	b.connect()
	if err := b.err(); err != nil {
		return nil, err
	}
	if err := g.sort(); err != nil {
		return nil, err
	}
	b.checkCompatible()
	if err := b.err(); err != nil {
		return nil, err
	}
	g.spreadLabels()
	g.dropRepeated()
	g.heads, g.tops, g.bases = without(g.children), without(g.dependents), without(g.parents)
	return g, nil
}

// Len is the number of revisions.
func (g *Graph) Len() int { return len(g.nodes) }

// Revision finds a revision by its full ID.
func (g *Graph) Revision(id string) (Revision, bool) {
	i, known := g.index[id]
	if !known {
		return Revision{}, false
	}
	return g.nodes[i], true
}

// Ordered lists all revisions, each behind all that it requires; the order depends on the load order alone.
func (g *Graph) Ordered() []Revision { return g.revisions(g.order) }

// without lists the nodes that have no neighbours.
func without(neighbours [][]int) []int {
	var nodes []int
	for i, list := range neighbours {
		if len(list) == 0 {
			nodes = append(nodes, i)
		}
	}
	return nodes
}

func (g *Graph) revisions(nodes []int) []Revision {
	list := make([]Revision, len(nodes))
	for i, n := range nodes {
		list[i] = g.nodes[n]
	}
	return list
}

func (g *Graph) ids(nodes []int) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = g.nodes[n].ID
	}
	return list
}

// set is a set of nodes: an element for each node of the graph.
type set []bool

// reach is the nodes and all that can be reached from them over neighbours.
func (g *Graph) reach(nodes []int, neighbours [][]int) set {
	reached := make(set, len(g.nodes))
	pending := slices.Clone(nodes)
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if reached[n] {
			continue
		}
		reached[n] = true
		pending = append(pending, neighbours[n]...)
	}
	return reached
}

// lineage is the nodes with all that they revise and all that revises them, directly or not.
func (g *Graph) lineage(nodes ...int) set {
	return union(g.reach(nodes, g.parents), g.reach(nodes, g.children))
}

func union(a, b set) set {
	both := slices.Clone(a)
	for n, in := range b {
		both[n] = both[n] || in
	}
	return both
}

// within lists those of the nodes that are in the set; nil is the set of all.
func within(nodes []int, s set) []int {
	if s == nil {
		return nodes
	}
	var list []int
	for _, n := range nodes {
		if s[n] {
			list = append(list, n)
		}
	}
	return list
}
