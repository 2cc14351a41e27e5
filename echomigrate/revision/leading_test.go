package revision

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSearchesGrowWithTheHistory counts what a walk looks at to find the line to go on with: for ten times as many revisions
// it is about ten times as much, or little for each revision.
func TestSearchesGrowWithTheHistory(t *testing.T) {
	const little = 16
	for _, shape := range append(slices.Clone(shapes), shape{"mostly merges", mostlyMerges}) {
		var asked [2]int
		for i, n := range []int{small, large} {
			g, err := NewGraph(shape.make(n))
			if err != nil {
				t.Fatal(err)
			}
			w := g.walker(slices.Repeat(set{true}, g.Len()))
			w.walk()
			asked[i] = w.asked
		}
		if asked[1] > max(12*asked[0], little*large) {
			t.Errorf("%s: %d revisions cost %d, and %d cost %d", shape.name, small, asked[0], large, asked[1])
		}
	}
}

func TestTheWalkGoesOverToTheFirstLineThatLeads(t *testing.T) {
	for _, shape := range append(slices.Clone(shapes), shape{"mostly merges", mostlyMerges}) {
		g, err := NewGraph(shape.make(300))
		if err != nil {
			t.Fatal(err)
		}
		walkBothWays(t, g, slices.Repeat(set{true}, g.Len()))
	}
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		walkBothWays(t, g, slices.Repeat(set{true}, g.Len()))
	})
}

// walkBothWays compares each answer of the search with that of looking at everything.
func walkBothWays(t rapid.TB, g *Graph, nodes set) {
	t.Helper()
	w := g.walker(nodes)
	for at := line(0); w.passed < w.count; {
		n := w.at[at]
		if w.waits[n] == 0 {
			at = w.pass(at)
			continue
		}
		over := g.dependents.reach(g.dependents.of(n))
		first := line(slices.IndexFunc(w.at, func(n node) bool { return n != none && w.left[n] && over[n] }))
		if at = w.above(n); at != first {
			t.Fatalf("after %d nodes line %d leads to %s, and the search found %d", w.passed, first, g.nodes[n].ID, at)
		}
	}
}
