package revision

import "slices"

// Graph is a set of revisions that fit together: no ID twice, no parent missing, no cycle. It does not change, and may be
// used by several goroutines at once. The revisions that it gives are its own: whoever gets them must not change them.
type Graph struct {
	// nodes are in load order; the other slices have an element for each of them.
	nodes []*Revision
	index map[string]node
	// labels says which node declares a label.
	labels map[string]node
	// parents are those that a node revises; requires are those together with what it depends on.
	parents, requires links
	// children revise a node; dependents are those together with what depends on it.
	children, dependents links
	// order lists the nodes so that each stands behind all that it requires.
	order []node
	// branches are the labels of the nodes: their own and those that spread to them.
	branches branches
	// heads have no children; tops have no dependents; bases have no parents. All are in load order.
	heads, tops, bases []node
}

// With is the graph with further revisions.
func (g *Graph) With(revisions ...Revision) (*Graph, error) {
	return newGraph(slices.Concat(g.nodes, pointers(slices.Clone(revisions))))
}

// NewGraph connects revisions, which are in load order. The error lists everything that is wrong with them, each fault on a
// line that names the revisions and where they were registered.
func NewGraph(revisions []Revision) (*Graph, error) {
	return newGraph(pointers(slices.Clone(revisions)))
}

func pointers(revisions []Revision) []*Revision {
	list := make([]*Revision, len(revisions))
	for i := range revisions {
		list[i] = &revisions[i]
	}
	return list
}

// newGraph is NewGraph of revisions that nobody changes.
func newGraph(revisions []*Revision) (*Graph, error) {
	g := &Graph{nodes: revisions, index: make(map[string]node, len(revisions)), labels: map[string]node{}}
	b := builder{graph: g}
	b.read()
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
	g.heads, g.tops, g.bases = g.children.without(), g.dependents.without(), g.parents.without()
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
	return *g.nodes[i], true
}

// Ordered lists all revisions, each behind all that it requires; the order depends on the load order alone.
func (g *Graph) Ordered() []*Revision { return g.revisions(g.order) }

func (g *Graph) revisions(nodes []node) []*Revision {
	list := make([]*Revision, len(nodes))
	for i, n := range nodes {
		list[i] = g.nodes[n]
	}
	return list
}

func (g *Graph) ids(nodes []node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = g.nodes[n].ID
	}
	return list
}

// lineage is the nodes with all that they revise and all that revises them, directly or not.
func (g *Graph) lineage(nodes ...node) set {
	return union(g.parents.reach(nodes), g.children.reach(nodes))
}
