package revision

import (
	"slices"
)

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
}

// NewGraph connects revisions, which are in load order. The error lists everything that is wrong with them, each fault on a
// line that names the revisions and where they were registered.
func NewGraph(revisions []Revision) (*Graph, error) {
	n := len(revisions)
	g := &Graph{
		nodes: slices.Clone(revisions), index: make(map[string]int, n), labels: map[string]int{},
		parents: make([][]int, n), requires: make([][]int, n), children: make([][]int, n), dependents: make([][]int, n),
	}
	f := faults{graph: g}
	f.indexNodes()
	f.connect()
	if err := f.err(); err != nil {
		return nil, err
	}
	f.sort()
	if err := f.err(); err != nil {
		return nil, err
	}
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

// Heads lists the revisions that no other one revises, in load order.
func (g *Graph) Heads() []Revision { return g.revisions(g.without(g.children)) }

// EffectiveHeads lists the heads that no other revision depends on either, in load order.
func (g *Graph) EffectiveHeads() []Revision { return g.revisions(g.without(g.dependents)) }

// Bases lists the revisions that revise no other one, in load order.
func (g *Graph) Bases() []Revision { return g.revisions(g.without(g.parents)) }

// Children lists the IDs of the revisions that revise the named one, in load order.
func (g *Graph) Children(id string) []string {
	i, known := g.index[id]
	if !known {
		return nil
	}
	return ids(g.revisions(g.children[i]))
}

// Ordered lists all revisions, each behind all that it requires; the order depends on the load order alone.
func (g *Graph) Ordered() []Revision { return g.revisions(g.order) }

// without lists the nodes that have no neighbours of a kind.
func (g *Graph) without(neighbours [][]int) []int {
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

func ids(revisions []Revision) []string {
	list := make([]string, len(revisions))
	for i, r := range revisions {
		list[i] = r.ID
	}
	return list
}

// reach marks the nodes and all that can be reached from them over neighbours.
func (g *Graph) reach(nodes []int, neighbours [][]int) []bool {
	reached := make([]bool, len(g.nodes))
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
