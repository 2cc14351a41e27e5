package revision

import (
	"slices"
	"sort"
)

// trail is how the version rows change over the steps of a plan. It takes memory for the changes and not for all rows after
// each step, which would be far too much where there are many heads.
type trail struct {
	graph *Graph
	// changes are those of all steps; starts says where those of each step, and of the next one, start.
	changes []change
	starts  []int32
	// saved are the whole rows before some of the steps, the first step among them, in no order.
	saved      []node
	savedSteps []saved
	// now are the rows that there are now, in no order; places has the place there of each node, counted from 1.
	now    []node
	places []int32
}

// change is the node of a row that comes, or, below zero, what the node of one that goes is when all bits are turned.
type change int32

// saved says where the rows before a step start.
type saved struct{ step, start int32 }

// newTrail has room for some steps of which most let one row go and one come.
func (g *Graph) newTrail(rows []string, steps int) *trail {
	t := &trail{graph: g, changes: make([]change, 0, 2*steps), starts: make([]int32, 1, steps+1), places: make([]int32, len(g.nodes))}
	for _, id := range rows {
		t.add(g.index[id])
	}
	t.save()
	return t
}

func (t *trail) add(n node) {
	if t.places[n] == 0 {
		t.now = append(t.now, n)
		t.places[n] = int32(len(t.now))
	}
}

func (t *trail) remove(n node) {
	place := t.places[n]
	if place == 0 {
		return
	}
	last := len(t.now) - 1
	t.now[place-1] = t.now[last]
	t.places[t.now[last]], t.places[n] = place, 0
	t.now = t.now[:last]
}

// gone lets a row go in the step that is under way.
func (t *trail) gone(n node) {
	t.changes = append(t.changes, change(^n))
	t.remove(n)
}

// come lets a row come in the step that is under way.
func (t *trail) come(n node) {
	t.changes = append(t.changes, change(n))
	t.add(n)
}

// few is how many changes are cheap to follow however few rows there are.
const few = 32

// end ends the step that is under way and returns its number. Whenever as many rows have changed as there are, all are saved.
func (t *trail) end() (step int) {
	step = len(t.starts) - 1
	t.starts = append(t.starts, int32(len(t.changes)))
	if last := t.savedSteps[len(t.savedSteps)-1]; len(t.changes)-int(t.starts[last.step]) > len(t.now)+few {
		t.save()
	}
	return step
}

// save saves the rows before the step that begins.
func (t *trail) save() {
	t.savedSteps = append(t.savedSteps, saved{step: int32(len(t.starts) - 1), start: int32(len(t.saved))})
	t.saved = append(t.saved, t.now...)
}

// before are the rows before a step, sorted.
func (t *trail) before(step int) []string {
	i := sort.Search(len(t.savedSteps), func(i int) bool { return int(t.savedSteps[i].step) > step }) - 1
	from, end := t.savedSteps[i], len(t.saved)
	if i+1 < len(t.savedSteps) {
		end = int(t.savedSteps[i+1].start)
	}
	rows := make(map[node]bool, end-int(from.start))
	for _, n := range t.saved[from.start:end] {
		rows[n] = true
	}
	for _, c := range t.changes[t.starts[from.step]:t.starts[step]] {
		if c >= 0 {
			rows[node(c)] = true
		} else {
			delete(rows, node(^c))
		}
	}
	ids := make([]string, 0, len(rows))
	for n := range rows {
		ids = append(ids, t.graph.nodes[n].ID)
	}
	slices.Sort(ids)
	return ids
}
