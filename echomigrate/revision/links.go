package revision

import "slices"

// node is the number of a revision in load order.
type node int32

// none stands for no node, or no line.
const none = -1

// links lists for each node its neighbours in one direction, one node's behind the other's.
type links struct {
	all []node
	// starts says where those of each node, and of one behind the last, start.
	starts []int32
}

// newLinks has room for the neighbours of some nodes, which are added node by node.
func newLinks(nodes, neighbours int) links {
	return links{all: make([]node, 0, neighbours), starts: make([]int32, 1, nodes+1)}
}

// end ends the neighbours of the node that is under way.
func (l *links) end() { l.starts = append(l.starts, int32(len(l.all))) }

// of are the neighbours of a node.
func (l links) of(n node) []node {
	start, end := l.starts[n], l.starts[n+1]
	return l.all[start:end:end]
}

// count is how many neighbours a node has.
func (l links) count(n node) int { return int(l.starts[n+1] - l.starts[n]) }

// nodes is how many nodes there are.
func (l links) nodes() int { return len(l.starts) - 1 }

// having lists the nodes whose number of neighbours is one that is asked for.
func (l links) having(asked func(count int) bool) []node {
	var nodes []node
	for n := range node(l.nodes()) {
		if asked(l.count(n)) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// without lists the nodes that have no neighbours.
func (l links) without() []node { return l.having(func(count int) bool { return count == 0 }) }

// several lists the nodes that have more than one neighbour.
func (l links) several() []node { return l.having(func(count int) bool { return count > 1 }) }

// inverted lists for each node those that it is a neighbour of, in load order.
func (l links) inverted() links {
	inverse := links{all: make([]node, len(l.all)), starts: make([]int32, len(l.starts)+1)}
	// The places are counted two further on, so that each start has moved to where it belongs when the last neighbour is in.
	for _, n := range l.all {
		inverse.starts[n+2]++
	}
	for n := range l.nodes() {
		inverse.starts[n+2] += inverse.starts[n+1]
	}
	for n := range node(l.nodes()) {
		for _, to := range l.of(n) {
			place := &inverse.starts[to+1]
			inverse.all[*place] = n
			*place++
		}
	}
	inverse.starts = inverse.starts[:len(l.starts)]
	return inverse
}

// compact takes away the neighbours that none stands for.
func (l *links) compact() {
	kept := l.all[:0]
	for n := range l.nodes() {
		neighbours := l.all[l.starts[n]:l.starts[n+1]]
		l.starts[n] = int32(len(kept))
		for _, to := range neighbours {
			if to != none {
				kept = append(kept, to)
			}
		}
	}
	l.all = kept
	l.starts[l.nodes()] = int32(len(kept))
}

// set is a set of nodes: an element for each node of the graph.
type set []bool

// reach is the nodes and all that can be reached from them over neighbours.
func (l links) reach(nodes []node) set {
	reached := make(set, l.nodes())
	pending := slices.Clone(nodes)
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if reached[n] {
			continue
		}
		reached[n] = true
		pending = append(pending, l.of(n)...)
	}
	return reached
}

func union(a, b set) set {
	both := slices.Clone(a)
	for n, in := range b {
		both[n] = both[n] || in
	}
	return both
}

func minus(a, b set) set {
	rest := slices.Clone(a)
	for n, in := range b {
		rest[n] = rest[n] && !in
	}
	return rest
}

// within lists those of the nodes that are in the set; nil is the set of all.
func within(nodes []node, s set) []node {
	if s == nil {
		return nodes
	}
	var list []node
	for _, n := range nodes {
		if s[n] {
			list = append(list, n)
		}
	}
	return list
}
