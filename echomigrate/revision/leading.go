package revision

import (
	"math"
	"slices"
)

// leading finds the first of the lines that lead to a node: those that stand at what requires it, directly or not. For a node that
// is not passed, this only rises: what a line leaves is left to itself or to new lines behind all others. So what was found once
// is a lower bound from then on, and mostly still true.
type leading struct {
	// leads has an element for each node, as soon as anything is asked.
	leads []lead
	// turned is how many nodes had been passed when a line last came through one that requires several others. Anywhere else, a
	// line still leads to all that it led to.
	turned []int32
	// forks are the heaps of the nodes that several others require, as far as they were asked for; branches is room for them.
	forks    [][]branch
	branches []branch
	// over are the nodes that require one node, below; rising is the line that was found last for that one.
	over   set
	below  node
	rising line
	// asked counts what all searches looked at.
	asked int
}

// lead is what is known about the lines that lead to a node.
type lead struct {
	// first is the line that was found last, and when is how many nodes had been passed then, counted from 1.
	first line
	when  int32
	// skip is the node where the way up forks or ends, or a line stood; none is not known.
	skip node
	// fork is the number of the node's heap, from 1.
	fork int32
	// spent is how much was looked at from here since all above was marked.
	spent int32
}

// branch is one of several nodes that require a node. No line before this one stands at it or leads to it.
type branch struct {
	node node
	line line
}

// noLine stands behind all lines.
const noLine = line(math.MaxInt32)

// above is the first line that leads to a node. Where the searches for one node have looked at as much as there is, all above it is
// marked, and the lines are tried one after the other from then on.
func (w *walker) above(n node) line {
	if w.leads == nil {
		w.leads = slices.Repeat([]lead{{skip: none}}, len(w.left))
		w.below = none
	}
	if w.below == n {
		for !w.isOver(w.at[w.rising]) {
			w.rising++
		}
		return w.rising
	}
	began := w.asked
	first := w.find(n)
	spent := &w.leads[n].spent
	if *spent += int32(w.asked - began); int(*spent) > w.count-w.passed {
		*spent = 0
		w.mark(n)
		w.rising = first
	}
	return first
}

func (w *walker) isOver(at node) bool {
	w.asked++
	return at != none && w.left[at] && w.over[at]
}

// mark marks all that requires the node.
func (w *walker) mark(n node) {
	w.below, w.over = n, make(set, len(w.left))
	pending := []node{n}
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		for _, d := range w.graph.dependents.of(n) {
			w.asked++
			if w.left[d] && !w.over[d] {
				w.over[d] = true
				pending = append(pending, d)
			}
		}
	}
}

// find is above where only what has changed since the last time is looked at.
func (w *walker) find(n node) line {
	w.asked++
	known := &w.leads[n]
	if at := known.first; known.when > 0 && w.at[at] != none && w.at[at] != n && w.turned[at] < known.when {
		return at
	}
	if w.graph.dependents.count(n) == 1 {
		known.first = w.from(w.climb(n))
	} else {
		known.first = w.findFork(n)
	}
	known.when = int32(w.passed) + 1
	return known.first
}

// from is the first line that stands at a node or leads to it.
func (w *walker) from(n node) line {
	stands := noLine
	if w.by[n] != none {
		stands = w.by[n]
	}
	if w.waits[n] == 0 {
		return stands
	}
	return min(stands, w.find(n))
}

// climb goes up from a node that one other requires to where the way forks or ends, or a line stands.
func (w *walker) climb(from node) node {
	skip := &w.leads[from].skip
	if *skip != none && w.left[*skip] {
		return *skip
	}
	dependents := &w.graph.dependents
	n := dependents.of(from)[0]
	for w.asked++; w.by[n] == none && dependents.count(n) == 1; w.asked++ {
		n = dependents.of(n)[0]
	}
	*skip = n
	return n
}

// findFork asks the branches that lead to a node, which are kept as a heap, until none before the answer is left.
func (w *walker) findFork(n node) line {
	fork := w.fork(n)
	for {
		w.asked++
		branches := w.forks[fork]
		first := &branches[0]
		if !w.left[first.node] {
			last := len(branches) - 1
			*first = branches[last]
			w.forks[fork] = branches[:last]
		} else if found := w.from(first.node); found > first.line {
			first.line = found
		} else {
			return found
		}
		sink(w.forks[fork])
	}
}

// fork is the number of a node's heap.
func (w *walker) fork(n node) int32 {
	known := &w.leads[n]
	if known.fork == 0 {
		start := len(w.branches)
		for _, d := range w.graph.dependents.of(n) {
			if w.left[d] {
				w.branches = append(w.branches, branch{node: d})
			}
		}
		w.forks = append(w.forks, w.branches[start:len(w.branches):len(w.branches)])
		known.fork = int32(len(w.forks))
	}
	return known.fork - 1
}

// sink restores a heap's order, whose first branch may stand too early.
func sink(branches []branch) {
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(branches); child++ {
			if branches[child].line < branches[least].line {
				least = child
			}
		}
		if least == i {
			return
		}
		branches[i], branches[least] = branches[least], branches[i]
		i = least
	}
}
