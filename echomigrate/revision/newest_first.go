package revision

import (
	"container/list"
	"math"
	"slices"
)

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
	// count is how many nodes there are.
	count int
	// left are the nodes that are not passed yet; waits counts those of them that require a node.
	left  set
	waits []int
	// lines are the numbers of the lines that have not ended; places has each one's place in the list.
	lines  list.List
	places []*list.Element
	// at is the node that a line has arrived at; by is the line that has arrived at a node.
	at, by []int
	// below is the node that a line was looked for last; first is the line that was found.
	below, first int
	// climb is the number of that search, from 1; over has the number of the last search that came to a node.
	climb int
	over  []int
	// pending are the nodes that a search goes on from; asked counts what all searches looked at.
	pending []int
	asked   int
}

// none stands for no line, or no node.
const none = -1

// newestFirst lists a set of nodes, each before all that it requires. Downgrades run in this order and upgrades in the
// opposite one. What is between two nodes of the set must be in the set.
func (g *Graph) newestFirst(nodes set) []int { return g.walker(nodes).walk() }

// walker has a line for each top of a set of nodes.
func (g *Graph) walker(nodes set) *walker {
	n := len(g.nodes)
	w := &walker{
		graph: g, left: slices.Clone(nodes), waits: make([]int, n), by: slices.Repeat([]int{none}, n), below: none, over: make([]int, n),
	}
	for n, in := range nodes {
		if !in {
			continue
		}
		w.count++
		for _, d := range g.dependents[n] {
			if nodes[d] {
				w.waits[n]++
			}
		}
		if w.waits[n] == 0 {
			w.begin(n)
		}
	}
	return w
}

// walk lists the nodes as it passes them.
func (w *walker) walk() []int {
	order := make([]int, 0, w.count)
	for line := 0; len(order) < w.count; {
		n := w.at[line]
		if w.waits[n] > 0 {
			line = w.above(n)
			continue
		}
		order = append(order, n)
		line = w.pass(line)
	}
	return order
}

// begin adds a line that has arrived at a node.
func (w *walker) begin(n int) {
	line := len(w.at)
	w.at = append(w.at, n)
	w.by[n] = line
	w.places = append(w.places, w.lines.PushBack(line))
}

// pass takes away the node that a line has arrived at, and returns the line to go on with.
func (w *walker) pass(line int) (next int) {
	n := w.at[line]
	w.left[n] = false
	next = none
	for _, r := range w.graph.requires[n] {
		if !w.left[r] {
			continue
		}
		w.waits[r]--
		switch {
		case w.by[r] != none:
		case next == none:
			next, w.at[line], w.by[r] = line, r, line
		default:
			w.begin(r)
		}
	}
	if next == none {
		next = w.end(line)
	}
	return next
}

// end takes a line away, and returns the one to go on with.
func (w *walker) end(line int) (next int) {
	place := w.places[line]
	to := place.Prev()
	w.lines.Remove(place)
	if to == nil {
		to = w.lines.Front()
	}
	if to == nil {
		return none
	}
	return to.Value.(int)
}

// above is the first line that leads to something that requires the node. While that is asked of the same node again and
// again, it only rises.
func (w *walker) above(n int) (line int) {
	if w.below != n {
		w.below, w.first = n, w.search(n)
	}
	for !w.leads(w.first) {
		w.first++
	}
	return w.first
}

// leads reports whether a line has not ended and stands at what the last search came to.
func (w *walker) leads(line int) bool {
	at := w.at[line]
	return w.left[at] && w.over[at] == w.climb
}

// search climbs to all that requires the node, and returns the first line that stands there.
func (w *walker) search(n int) (first int) {
	w.climb++
	first = math.MaxInt
	w.pending = append(w.pending, n)
	for len(w.pending) > 0 {
		n := w.pending[len(w.pending)-1]
		w.pending = w.pending[:len(w.pending)-1]
		for _, d := range w.graph.dependents[n] {
			w.asked++
			if !w.left[d] || w.over[d] == w.climb {
				continue
			}
			w.over[d] = w.climb
			if w.by[d] != none {
				first = min(first, w.by[d])
			}
			w.pending = append(w.pending, d)
		}
	}
	return first
}
