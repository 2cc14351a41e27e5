package revision

import "slices"

// checkCompatible refuses revisions that say they stay compatible with one that comes after them. It needs the order. One that is in
// another branch is none that they follow, but may be what older programs have.
func (b *builder) checkCompatible() {
	var place []int32
	for i, r := range b.graph.nodes {
		if r.CompatibleWith == "" {
			continue
		}
		oldest, found := b.graph.index[r.CompatibleWith]
		if !found {
			b.missing(r, "says that it stays compatible with", r.CompatibleWith)
			continue
		}
		if place == nil {
			place = make([]int32, len(b.graph.nodes))
			for at, n := range b.graph.order {
				place[n] = int32(at)
			}
		}
		if oldest == node(i) || b.graph.below(node(i), oldest, place) {
			b.add(NotOlder, r, "it says that it stays compatible with %s, which is no older revision: name one that programs without it have, or none",
				named(b.graph.nodes[oldest]))
		}
	}
}

// below reports whether a node is required by another one, directly or not. It looks only at those behind it in the order.
func (g *Graph) below(n, above node, place []int32) bool {
	seen := map[node]bool{}
	for pending := []node{above}; len(pending) > 0; {
		at := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		for _, next := range g.requires.of(at) {
			if next == n {
				return true
			}
			if !seen[next] && place[next] > place[n] {
				seen[next] = true
				pending = append(pending, next)
			}
		}
	}
	return false
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
