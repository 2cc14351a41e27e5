package revision

import (
	"maps"
	"slices"
	"sort"
)

// trail is how the version rows change over the steps of a plan. It takes memory for the changes and not for all rows after
// each step, which would be far too much where there are many heads.
type trail struct {
	changes []change
	// saved are the whole rows before some of the steps, the first step among them.
	saved []rowsBefore
	// since counts the rows that have changed since the last of these; size is how many rows there are now.
	since, size int
}

type change struct{ gone, come []string }

type rowsBefore struct {
	step int
	rows []string
}

func newTrail(rows []string) *trail {
	rows = slices.Compact(slices.Sorted(slices.Values(rows)))
	return &trail{saved: []rowsBefore{{rows: rows}}, size: len(rows)}
}

// few is how many changes are cheap to follow however few rows there are.
const few = 32

// change adds a step and returns its number. Whenever as many rows have changed as there are, all are saved.
func (t *trail) change(gone, come []string) (step int) {
	t.changes = append(t.changes, change{gone, come})
	t.since += len(gone) + len(come)
	t.size += len(come) - len(gone)
	if step = len(t.changes); t.since > t.size+few {
		t.saved = append(t.saved, rowsBefore{step, t.before(step)})
		t.since = 0
	}
	return step - 1
}

// before are the rows before a step, sorted.
func (t *trail) before(step int) []string {
	last := t.saved[sort.Search(len(t.saved), func(i int) bool { return t.saved[i].step > step })-1]
	if last.step == step {
		return slices.Clone(last.rows)
	}
	rows := make(map[string]bool, len(last.rows))
	for _, id := range last.rows {
		rows[id] = true
	}
	for _, c := range t.changes[last.step:step] {
		for _, id := range c.gone {
			delete(rows, id)
		}
		for _, id := range c.come {
			rows[id] = true
		}
	}
	return slices.Sorted(maps.Keys(rows))
}
