package revision

// checkCompatible refuses revisions that say they stay compatible with one that comes after them. It needs the order. One that is in
// another branch is none that they follow, but may be what older programs have.
func (b *builder) checkCompatible() {
	var place []int32
	for _, n := range b.compatible {
		r := b.graph.nodes[n]
		oldest, found := b.graph.index[r.CompatibleWith]
		if !found {
			b.missing(r, "says that it stays compatible with", r.CompatibleWith)
			continue
		}
		if place == nil {
			place = b.graph.places()
		}
		if oldest == n || b.graph.below(n, oldest, place) {
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
