package revision

import "slices"

// Applied lists the revisions that are applied in a database with the given version rows, each behind all that it requires.
func (g *Graph) Applied(rows []string) ([]*Revision, error) {
	at, err := g.rows(rows)
	if err != nil {
		return nil, err
	}
	return g.revisions(within(g.order, g.requires.reach(at))), nil
}

// Pending lists the revisions that a database with the given version rows lacks, in the order in which an upgrade to the heads
// runs them. Of the rows one may be below another.
func (g *Graph) Pending(rows []string) ([]*Revision, error) {
	at, err := g.rows(rows)
	if err != nil {
		return nil, err
	}
	pending := g.revisions(g.newestFirst(minus(g.requires.reach(g.tops), g.requires.reach(at))))
	slices.Reverse(pending)
	return pending, nil
}

// Current lists the heads of what is applied in a database with the given version rows, in load order: the revisions of the
// rows, and those that the rows need not name because another one depends on them.
func (g *Graph) Current(rows []string) ([]*Revision, error) {
	at, err := g.rows(rows)
	if err != nil {
		return nil, err
	}
	return g.revisions(g.headsOf(g.requires.reach(at))), nil
}

// headsOf lists the applied nodes that no applied node revises.
func (g *Graph) headsOf(applied set) []node {
	var heads []node
	for n, is := range applied {
		if is && !slices.ContainsFunc(g.children.of(node(n)), func(c node) bool { return applied[c] }) {
			heads = append(heads, node(n))
		}
	}
	return heads
}

// rows are the nodes of version rows, each once. The list is never nil.
func (g *Graph) rows(ids []string) ([]node, error) {
	nodes := make([]node, 0, len(ids))
	seen := make(map[node]bool, len(ids))
	for _, id := range ids {
		n, known := g.index[id]
		if !known {
			return nil, wrong(NoSuchRevision, id, "the database is at it, but this program does not have it: build the program again, or `db stamp --purge` a revision that it has")
		}
		if !seen[n] {
			seen[n] = true
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}

// maximal is rows where none of the rows may be below another one.
func (g *Graph) maximal(ids []string) ([]node, error) {
	nodes, err := g.rows(ids)
	if err != nil {
		return nil, err
	}
	return nodes, g.apart(nodes)
}

// apart reports that one of the nodes is below another one.
func (g *Graph) apart(nodes []node) error {
	under := g.under(nodes)
	for _, n := range nodes {
		if !under[n] {
			continue
		}
		over := within(nodes, g.dependents.reach(g.dependents.of(n)))[0]
		return wrong(Overlap, g.nodes[n].ID, "it is below %s, which is there too: `db stamp %s` leaves that one alone", g.nodes[over].ID, g.nodes[over].ID)
	}
	return nil
}

// topmost lists the nodes that are below no other one of them.
func (g *Graph) topmost(nodes []node) []node {
	under := g.under(nodes)
	return slices.DeleteFunc(slices.Clone(nodes), func(n node) bool { return under[n] })
}

// under are the nodes that others require, directly or not.
func (g *Graph) under(nodes []node) set {
	var below []node
	for _, n := range nodes {
		below = append(below, g.requires.of(n)...)
	}
	return g.requires.reach(below)
}

// maximalOf lists the nodes of a set that nothing else in the set requires, directly or not.
func (g *Graph) maximalOf(nodes set) []node {
	var below []node
	for n, in := range nodes {
		if in {
			below = append(below, g.requires.of(node(n))...)
		}
	}
	under := g.requires.reach(below)
	var list []node
	for n, in := range nodes {
		if in && !under[n] {
			list = append(list, node(n))
		}
	}
	return list
}
