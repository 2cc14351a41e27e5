package revision

import (
	"maps"
	"slices"
	"sort"
)

// trail is how the version rows change over the steps of a plan. It takes memory for the changes and not for all rows after
// each step, which would be far too much where there are many heads.
type trail struct {
	// changes are those of all steps; starts says where those of each step, and of the next one, start.
	changes []change
	starts  []int
	// saved are the whole rows before some of the steps, the first step among them.
	saved []rowsBefore
	// size is how many rows there are now.
	size int
}

// change is a row that goes, or one that comes.
type change struct {
	row   string
	comes bool
}

// rowsBefore are in no order.
type rowsBefore struct {
	step int
	rows []string
}

// newTrail has room for some steps of which most let one row go and one come.
func newTrail(rows []string, steps int) *trail {
	rows = slices.Compact(slices.Sorted(slices.Values(rows)))
	return &trail{changes: make([]change, 0, 2*steps), starts: make([]int, 1, steps+1), saved: []rowsBefore{{rows: rows}}, size: len(rows)}
}

// gone lets rows go in the step that is under way.
func (t *trail) gone(rows ...string) {
	for _, row := range rows {
		t.changes = append(t.changes, change{row: row})
	}
	t.size -= len(rows)
}

// come lets rows come in the step that is under way.
func (t *trail) come(rows ...string) {
	for _, row := range rows {
		t.changes = append(t.changes, change{row: row, comes: true})
	}
	t.size += len(rows)
}

// few is how many changes are cheap to follow however few rows there are.
const few = 32

// end ends the step that is under way and returns its number. Whenever as many rows have changed as there are, all are saved.
func (t *trail) end() (step int) {
	step = len(t.starts)
	t.starts = append(t.starts, len(t.changes))
	if last := t.saved[len(t.saved)-1]; len(t.changes)-t.starts[last.step] > t.size+few {
		t.saved = append(t.saved, rowsBefore{step, slices.Collect(maps.Keys(t.rows(step)))})
	}
	return step - 1
}

// before are the rows before a step, sorted.
func (t *trail) before(step int) []string { return slices.Sorted(maps.Keys(t.rows(step))) }

func (t *trail) rows(step int) map[string]bool {
	last := t.saved[sort.Search(len(t.saved), func(i int) bool { return t.saved[i].step > step })-1]
	rows := make(map[string]bool, len(last.rows))
	for _, row := range last.rows {
		rows[row] = true
	}
	for _, c := range t.changes[t.starts[last.step]:t.starts[step]] {
		if c.comes {
			rows[c.row] = true
		} else {
			delete(rows, c.row)
		}
	}
	return rows
}
