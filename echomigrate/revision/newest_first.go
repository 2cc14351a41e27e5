package revision

import "slices"

// walker takes a set of nodes apart from its tops downwards, along lines. There is a line for each top, in load order, and
// the walk begins with the first of them.
//
//   - It passes the node at the end of its line when everything in the set that requires the node has been passed. Else it
//     goes over to the first line that leads to the node.
//   - Behind a node, the line goes on with the first of what the node requires. For each further one a new line is added
//     behind all others. What another line has arrived at is left to that one.
//   - Where nothing is left for a line it ends, and the walk goes over to the line before it, or else to the first one.
type walker struct {
	graph *Graph
	// count is how many nodes there are; passed is how many of them have been passed.
	count, passed int
	// left are the nodes that are not passed yet; waits counts those of them that require a node.
	left  set
	waits []int32
	// by is the line that has arrived at a node, or none.
	by []line
	// at is the node that a line has arrived at; none behind its end.
	at []node
	// before and behind are the lines beside a line among those that have not ended; first is the first of them, last the last.
	before, behind []line
	first, last    line
	leading
}

// line is the number of a line.
type line int32

// newestFirst lists a set of nodes, each before all that it requires. Downgrades run in this order and upgrades in the
// opposite one. What is between two nodes of the set must be in the set.
func (g *Graph) newestFirst(nodes set) []node { return g.walker(nodes).walk() }

// walker has a line for each top of a set of nodes.
func (g *Graph) walker(nodes set) *walker {
	n := len(g.nodes)
	w := &walker{graph: g, left: slices.Clone(nodes), waits: make([]int32, n), by: slices.Repeat([]line{none}, n), first: none, last: none}
	for n, in := range nodes {
		if !in {
			continue
		}
		w.count++
		for _, d := range g.dependents.of(node(n)) {
			if nodes[d] {
				w.waits[n]++
			}
		}
		if w.waits[n] == 0 {
			w.begin(node(n))
		}
	}
	return w
}

// walk lists the nodes as it passes them.
func (w *walker) walk() []node {
	order := make([]node, 0, w.count)
	for at := line(0); w.passed < w.count; {
		n := w.at[at]
		if w.waits[n] > 0 {
			at = w.above(n)
			continue
		}
		order = append(order, n)
		at = w.pass(at)
	}
	return order
}

// begin adds a line that has arrived at a node.
func (w *walker) begin(n node) {
	added := line(len(w.at))
	w.at = append(w.at, n)
	w.by[n] = added
	w.before, w.behind = append(w.before, w.last), append(w.behind, none)
	w.turned = append(w.turned, 0)
	if w.last == none {
		w.first = added
	} else {
		w.behind[w.last] = added
	}
	w.last = added
}

// pass takes away the node that a line has arrived at, and returns the line to go on with.
func (w *walker) pass(on line) (next line) {
	n := w.at[on]
	w.left[n] = false
	w.passed++
	next = none
	required := 0
	for _, r := range w.graph.requires.of(n) {
		if !w.left[r] {
			continue
		}
		w.waits[r]--
		required++
		switch {
		case w.by[r] != none:
		case next == none:
			next, w.at[on], w.by[r] = on, r, on
		default:
			w.begin(r)
		}
	}
	if required > 1 {
		w.turned[on] = int32(w.passed)
	}
	if next == none {
		next = w.end(on)
	}
	return next
}

// end takes a line away, and returns the one to go on with.
func (w *walker) end(ended line) (next line) {
	before, behind := w.before[ended], w.behind[ended]
	w.at[ended] = none
	if before == none {
		w.first = behind
	} else {
		w.behind[before] = behind
	}
	if behind == none {
		w.last = before
	} else {
		w.before[behind] = before
	}
	if before == none {
		return w.first
	}
	return before
}
