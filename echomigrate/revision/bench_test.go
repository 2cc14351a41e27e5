package revision

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
)

// shapes are histories of about n revisions, a tenth of them merges where there are any.
var shapes = []struct {
	name string
	make func(n int) []Revision
}{
	{"line", line},
	{"diamonds", diamonds},
	{"merges of many branches", manyBranches},
	{"one wide merge", wideMerge},
	{"many heads", manyHeads},
	{"ladder", ladder},
	{"random branches", randomBranches},
	{"dependencies", dependencies},
}

func revise(i int, revises ...string) Revision { return Revision{ID: id(i), Revises: revises} }

func id(i int) string { return fmt.Sprintf("%012x", uint64(i)*0x9e3779b97f4a7c15>>16) }

func line(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		list = append(list, revise(i, id(i-1)))
	}
	return list
}

// diamonds are branches of four and five revisions that are merged at once, again and again.
func diamonds(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		switch i % 10 {
		case 1:
			list = append(list, revise(i, list[i-1].ID))
		case 5:
			list = append(list, revise(i, id(i-4-1)))
		case 0:
			list = append(list, revise(i, id(i-6), id(i-1)))
		default:
			list = append(list, revise(i, id(i-1)))
		}
	}
	return list
}

// manyBranches are branches of nine revisions from one base, which a line of merges takes up one after the other.
func manyBranches(n int) []Revision {
	list := []Revision{revise(0)}
	merged := ""
	for i := 1; i+9 < n; i += 10 {
		list = append(list, revise(i, id(0)))
		for k := i + 1; k < i+9; k++ {
			list = append(list, revise(k, id(k-1)))
		}
		tips := []string{id(i + 8)}
		if merged != "" {
			tips = append([]string{merged}, tips...)
		}
		merged = id(i + 9)
		list = append(list, revise(i+9, tips...))
	}
	return list
}

// wideMerge is one merge of all the branches of manyHeads.
func wideMerge(n int) []Revision {
	list := manyHeads(n - 1)
	var tips []string
	for i := 10; i < len(list); i += 10 {
		tips = append(tips, id(i))
	}
	return append(list, revise(n-1, tips...))
}

// manyHeads are branches of ten revisions from one base.
func manyHeads(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		if i%10 == 1 {
			list = append(list, revise(i, id(0)))
		} else {
			list = append(list, revise(i, id(i-1)))
		}
	}
	return list
}

// ladder is two lines; every fifth revision of one of them is a merge with what the other one has got to.
func ladder(n int) []Revision {
	list := []Revision{revise(0), revise(1, id(0)), revise(2, id(0))}
	for i := 3; i < n; i++ {
		r := revise(i, id(i-2))
		if i%10 == 0 {
			r.Revises = append(r.Revises, id(i-1))
		}
		list = append(list, r)
	}
	return list
}

// randomBranches go on from any of up to fifty heads; about one in ten begins at one of the last hundred revisions, and one in
// ten merges two heads.
func randomBranches(n int) []Revision {
	random := rand.New(rand.NewPCG(1, 2))
	list := []Revision{revise(0)}
	heads := []int{0}
	for i := 1; i < n; i++ {
		a, b := random.IntN(len(heads)), random.IntN(len(heads))
		switch kind := random.IntN(10); {
		case kind == 0 && len(heads) < 50:
			list = append(list, revise(i, id(max(0, i-1-random.IntN(100)))))
			heads = append(heads, i)
			continue
		case kind < 2 && a != b:
			list = append(list, revise(i, id(heads[a]), id(heads[b])))
			heads[a] = i
			heads = slices.Delete(heads, b, b+1)
			continue
		}
		list = append(list, revise(i, id(heads[a])))
		heads[a] = i
	}
	return list
}

// dependencies are two lines, one of which depends on the other all along, mostly on what it depends on already.
func dependencies(n int) []Revision {
	list := []Revision{revise(0), revise(1)}
	for i := 2; i < n; i++ {
		r := revise(i, id(i-2))
		if i%2 == 1 {
			r.DependsOn = []string{id(i - i%8 - 1 + i%2)}
		}
		list = append(list, r)
	}
	return list
}

// tasks are what is measured on a history.
func tasks(b *testing.B, revisions []Revision) []task {
	g, err := NewGraph(revisions)
	if err != nil {
		b.Fatal(err)
	}
	all, err := g.Upgrade(nil, "heads")
	if err != nil {
		b.Fatal(err)
	}
	top, below := all.Steps[len(all.Steps)-1].After(), all.Steps[len(all.Steps)-1].Before()
	return []task{
		{"load", func() error { _, err := NewGraph(revisions); return err }},
		{"heads", func() error { g.Heads(); g.EffectiveHeads(); return nil }},
		{"history", func() error { _, err := g.History("", nil); return err }},
		{"upgrade from base", func() error { _, err := g.Upgrade(nil, "heads"); return err }},
		{"upgrade by one step", func() error { _, err := g.Upgrade(below, "heads"); return err }},
		{"downgrade to base", func() error { _, err := g.Downgrade(top, "base"); return err }},
	}
}

type task struct {
	name string
	run  func() error
}

// took is how long the task takes. What others in the program left to the garbage collector is collected before.
func (t task) took(b *testing.B) time.Duration {
	runtime.GC()
	began := time.Now()
	if err := t.run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// sizes of the histories that are compared: what ten times as many revisions cost should be about ten times as much.
const small, large = 2_000, 20_000

// BenchmarkTable prints a table of how long each task takes on each history: the shortest time of all rounds, of which
// -benchtime 100x makes a hundred.
func BenchmarkTable(b *testing.B) {
	fmt.Printf("%-24s %-20s %10d %10d  ratio\n", "history", "task", small, large)
	for _, shape := range shapes {
		few, many := tasks(b, shape.make(small)), tasks(b, shape.make(large))
		shortest := make([][2]time.Duration, len(few))
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				for i := range few {
					short, long := few[i].took(b), many[i].took(b)
					if last := shortest[i]; last[0] > 0 {
						short, long = min(short, last[0]), min(long, last[1])
					}
					shortest[i] = [2]time.Duration{short, long}
				}
			}
			for i, t := range shortest {
				fmt.Printf("%-24s %-20s %8.3fms %8.3fms %6.1f\n", shape.name, few[i].name, t[0].Seconds()*1e3, t[1].Seconds()*1e3, float64(t[1])/float64(t[0]))
			}
		})
	}
}

// TestSearchesGrowWithTheHistory counts what a walk looks at to find the line to go on with: for ten times as many revisions
// it is about ten times as much.
func TestSearchesGrowWithTheHistory(t *testing.T) {
	for _, shape := range shapes {
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
		if asked[1] > 12*asked[0] {
			t.Errorf("%s: %d revisions cost %d, and %d cost %d", shape.name, small, asked[0], large, asked[1])
		}
	}
}
