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
	// left are the nodes that are not passed yet; waits counts those of them that require a node.
	left  set
	waits []int
	// lines are the numbers of the lines that have not ended; places has each one's place in the list.
	lines  list.List
	places []*list.Element
	// at is the node that a line has arrived at; by is the line that has arrived at a node.
	at, by []int
	// first is the first line that leads to a node, as it was in the round in which that was found. It only ever rises.
	first, found []int
	// round counts the nodes passed, from 1.
	round int
}

// none stands for no line, or no node.
const none = -1

// newestFirst lists a set of nodes, each before all that it requires. Downgrades run in this order and upgrades in the
// opposite one. What is between two nodes of the set must be in the set.
func (g *Graph) newestFirst(nodes set) []int {
	n := len(g.nodes)
	w := &walker{
		graph: g, left: slices.Clone(nodes), waits: make([]int, n), by: slices.Repeat([]int{none}, n), first: make([]int, n), found: make([]int, n), round: 1,
	}
	var tops []int
	count := 0
	for n, in := range nodes {
		if !in {
			continue
		}
		count++
		for _, d := range g.dependents[n] {
			if nodes[d] {
				w.waits[n]++
			}
		}
		if w.waits[n] == 0 {
			tops = append(tops, n)
		}
	}
	for _, n := range tops {
		w.begin(n)
	}
	order := make([]int, 0, count)
	for line := 0; len(order) < count; {
		n := w.at[line]
		if w.waits[n] > 0 {
			line = w.above(n, math.MaxInt)
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
	w.round++
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

// leads is the first line that leads to a node.
func (w *walker) leads(n int) int {
	if w.found[n] == w.round {
		return w.first[n]
	}
	first := math.MaxInt
	if w.by[n] != none {
		first = w.by[n]
	}
	w.first[n], w.found[n] = w.above(n, first), w.round
	return w.first[n]
}

// above is the first line that leads to something that requires the node, if it is before the given one. What promises the
// first line is asked first, so that most of the others need not be.
func (w *walker) above(n, first int) int {
	promising := none
	for _, d := range w.graph.dependents[n] {
		if w.left[d] && (promising == none || w.first[d] < w.first[promising]) {
			promising = d
		}
	}
	if promising == none || w.first[promising] >= first {
		return first
	}
	first = min(first, w.leads(promising))
	for _, d := range w.graph.dependents[n] {
		if w.left[d] && w.first[d] < first {
			first = min(first, w.leads(d))
		}
	}
	return first
}
