package revision

import (
	"fmt"
	"testing"
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

// BenchmarkGraph compares histories of 2,000 and of 20,000 revisions: what ten times as many cost should be about ten times
// as much.
func BenchmarkGraph(b *testing.B) {
	for _, shape := range shapes {
		for _, n := range []int{2_000, 20_000} {
			revisions := shape.make(n)
			g, err := NewGraph(revisions)
			if err != nil {
				b.Fatal(err)
			}
			top := ids(g.EffectiveHeads())
			all, err := g.Upgrade(nil, "heads")
			if err != nil {
				b.Fatal(err)
			}
			below := all.Steps[len(all.Steps)-1].Before()
			for _, task := range []struct {
				name string
				run  func() error
			}{
				{"load", func() error { _, err := NewGraph(revisions); return err }},
				{"heads", func() error { g.Heads(); g.EffectiveHeads(); return nil }},
				{"history", func() error { _, err := g.History("", nil); return err }},
				{"upgrade from base", func() error { _, err := g.Upgrade(nil, "heads"); return err }},
				{"upgrade by one step", func() error { _, err := g.Upgrade(below, "heads"); return err }},
				{"downgrade to base", func() error { _, err := g.Downgrade(top, "base"); return err }},
			} {
				b.Run(fmt.Sprintf("%s/%s/%d", shape.name, task.name, n), func(b *testing.B) {
					for b.Loop() {
						if err := task.run(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
