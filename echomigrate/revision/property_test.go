package revision

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// drawGraph makes a graph of revisions that stand in any order in their files, with merges, branches, labels, several bases
// and dependencies.
func drawGraph(t *rapid.T) *Graph {
	n := rapid.IntRange(1, 16).Draw(t, "revisions")
	list := make([]Revision, n)
	for i := range list {
		list[i] = Revision{ID: fmt.Sprintf("r%03d", i)}
		if i == 0 {
			continue
		}
		earlier := rapid.SliceOfNDistinct(rapid.IntRange(0, i-1), 0, min(i, 3), rapid.ID[int])
		for _, k := range earlier.Draw(t, "revises") {
			list[i].Revises = append(list[i].Revises, list[k].ID)
		}
		if rapid.IntRange(0, 3).Draw(t, "depends") == 0 {
			for _, k := range earlier.Draw(t, "depends on") {
				list[i].DependsOn = append(list[i].DependsOn, list[k].ID)
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "labelled") == 0 {
			list[i].Labels = []string{fmt.Sprintf("branch%03d", i)}
		}
	}
	g, err := NewGraph(rapid.Permutation(list).Draw(t, "load order"))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// below lists a revision with all that it requires, as plainly as can be.
func below(g *Graph, id string) map[string]bool {
	all := map[string]bool{id: true}
	r, _ := g.Revision(id)
	for _, next := range slices.Concat(r.Revises, r.DependsOn) {
		for id := range below(g, next) {
			all[id] = true
		}
	}
	return all
}

// closed is a set of revisions with all that they require.
func closed(g *Graph, ids []string) map[string]bool {
	all := map[string]bool{}
	for _, id := range ids {
		for id := range below(g, id) {
			all[id] = true
		}
	}
	return all
}

// maximal lists those of a set that no other one requires, sorted.
func maximal(g *Graph, applied map[string]bool) []string {
	var rows []string
	for id := range applied {
		top := true
		for other := range applied {
			top = top && (other == id || !below(g, other)[id])
		}
		if top {
			rows = append(rows, id)
		}
	}
	return sorted(rows)
}

// drawRows makes the version rows of a database that any revisions are applied in.
func drawRows(t *rapid.T, g *Graph) []string {
	return maximal(g, closed(g, rapid.SliceOfN(rapid.SampledFrom(ids(g.Ordered())), 0, 4).Draw(t, "applied")))
}

var empty = cmpopts.EquateEmpty()

// checkSteps follows a plan and checks each step by what is applied.
func checkSteps(t *rapid.T, g *Graph, plan Plan, rows []string, up bool) map[string]bool {
	applied := closed(g, rows)
	for _, step := range plan.Steps {
		id := step.Revision.ID
		if diff := cmp.Diff(maximal(g, applied), step.Before(), empty); diff != "" {
			t.Fatalf("rows before %s: want (-), got (+):\n%s", id, diff)
		}
		if applied[id] == up {
			t.Fatalf("%s is run twice, or was never applied", id)
		}
		if up {
			applied[id] = true
		} else {
			delete(applied, id)
		}
		for other := range applied {
			for required := range below(g, other) {
				if !applied[required] {
					t.Fatalf("after %s, %s is applied without %s", id, other, required)
				}
			}
		}
		if diff := cmp.Diff(maximal(g, applied), step.After(), empty); diff != "" {
			t.Fatalf("rows after %s: want (-), got (+):\n%s", id, diff)
		}
	}
	return applied
}

func TestUpgradeAppliesWhatTheTargetRequires(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		rows := drawRows(t, g)
		targets := rapid.SliceOfN(rapid.SampledFrom(ids(g.Ordered())), 1, 3).Draw(t, "targets")
		plan, err := g.Upgrade(rows, targets...)
		if err != nil {
			t.Fatal(err)
		}
		applied := checkSteps(t, g, plan, rows, true)
		if diff := cmp.Diff(closed(g, append(targets, rows...)), applied); diff != "" {
			t.Fatalf("applied: want (-), got (+):\n%s", diff)
		}
	})
}

func TestDowngradeLeavesWhatDoesNotFollowTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		rows := drawRows(t, g)
		target := rapid.SampledFrom(append(ids(g.Ordered()), "base")).Draw(t, "target")
		plan, err := g.Downgrade(rows, target)
		if err != nil {
			return
		}
		applied := checkSteps(t, g, plan, rows, false)
		want := map[string]bool{}
		for id := range closed(g, rows) {
			follows := target == "base"
			for _, child := range g.Children(target) {
				follows = follows || below(g, id)[child]
			}
			if !follows {
				want[id] = true
			}
		}
		if diff := cmp.Diff(want, applied); diff != "" {
			t.Fatalf("applied: want (-), got (+):\n%s", diff)
		}
	})
}

func TestDownAndUpAgainIsTheIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		rows := drawRows(t, g)
		if len(rows) == 0 {
			return
		}
		down, err := g.Downgrade(rows, rapid.SampledFrom(append(ids(g.Ordered()), "base")).Draw(t, "target"))
		if err != nil || len(down.Steps) == 0 {
			return
		}
		up, err := g.Upgrade(down.Steps[len(down.Steps)-1].After(), rows...)
		if err != nil {
			t.Fatal(err)
		}
		if len(up.Steps) != len(down.Steps) {
			t.Fatalf("%d steps down, but %d up", len(down.Steps), len(up.Steps))
		}
		if diff := cmp.Diff(rows, up.Steps[len(up.Steps)-1].After()); diff != "" {
			t.Fatalf("rows: want (-), got (+):\n%s", diff)
		}
	})
}

func TestUpFromBaseAndDownIsTheIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		up, err := g.Upgrade(nil, rapid.SampledFrom(append(ids(g.Ordered()), "heads")).Draw(t, "target"))
		if err != nil {
			t.Fatal(err)
		}
		down, err := g.Downgrade(up.Steps[len(up.Steps)-1].After(), "base")
		if err != nil {
			t.Fatal(err)
		}
		if left := down.Steps[len(down.Steps)-1].After(); len(down.Steps) != len(up.Steps) || len(left) > 0 {
			t.Fatalf("%d steps up, %d down, and %v is left", len(up.Steps), len(down.Steps), left)
		}
	})
}

func TestStampLeavesMaximalRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		rows := drawRows(t, g)
		targets := rapid.SliceOfN(rapid.SampledFrom(ids(g.Ordered())), 1, 3).Draw(t, "targets")
		plan, err := g.Stamp(rows, targets)
		if err != nil {
			t.Fatal(err)
		}
		after := steps(plan, rows).After
		if diff := cmp.Diff(maximal(g, closed(g, after)), after); diff != "" {
			t.Fatalf("rows: want (-), got (+):\n%s", diff)
		}
		for _, id := range targets {
			if !closed(g, after)[id] {
				t.Fatalf("%s was stamped, but the rows are %v", id, after)
			}
		}
		again, err := g.Stamp(after, targets)
		if err != nil || len(again.Steps) > 0 {
			t.Fatalf("once more: %v, %d steps", err, len(again.Steps))
		}
	})
}

func TestSameQuestionSameAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		rows := drawRows(t, g)
		again, err := newGraph(slices.Clone(g.nodes))
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range append(ids(g.Ordered()), "head", "heads", "+1", "-1", "head-1", "r0", "typo") {
			for _, plan := range []func(*Graph) (Plan, error){
				func(g *Graph) (Plan, error) { return g.Upgrade(rows, target) },
				func(g *Graph) (Plan, error) { return g.Downgrade(rows, target) },
			} {
				first, firstErr := plan(g)
				second, secondErr := plan(again)
				if diff := cmp.Diff(steps(first, rows), steps(second, rows)); diff != "" || fmt.Sprint(firstErr) != fmt.Sprint(secondErr) {
					t.Fatalf("%s: %v, then %v; first (-), second (+):\n%s", target, firstErr, secondErr, diff)
				}
			}
		}
	})
}

func TestHistoryListsEachRevisionBeforeWhatItRequires(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		all := ids(g.Ordered())
		start := rapid.SampledFrom(append(all, "")).Draw(t, "start")
		list, err := g.History(start+":"+rapid.SampledFrom(append(all, "")).Draw(t, "end"), nil)
		if err != nil {
			return
		}
		for i, r := range list {
			for _, later := range list[i+1:] {
				if below(g, later.ID)[r.ID] {
					t.Fatalf("%s stands before %s", r.ID, later.ID)
				}
			}
			if start != "" && !below(g, r.ID)[start] {
				t.Fatalf("%s does not follow %s", r.ID, start)
			}
		}
	})
}
