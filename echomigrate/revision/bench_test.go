package revision

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// tasks are what is measured on a history.
func tasks(b *testing.B, revisions []Revision) []task {
	repository := &Repository{}
	repository.AddSQL(revisions, nil)
	g, err := repository.Graph()
	if err != nil {
		b.Fatal(err)
	}
	all, err := g.Upgrade(nil, "heads")
	if err != nil {
		b.Fatal(err)
	}
	top, below := all.Steps[len(all.Steps)-1].After(), all.Steps[len(all.Steps)-1].Before()
	return []task{
		{"IDs in a map", func() error { return findAll(revisions) }},
		{"load", func() error { _, err := repository.Graph(); return err }},
		{"heads", func() error { g.Heads(); g.EffectiveHeads(); return nil }},
		{"history", func() error { _, err := g.History("", nil); return err }},
		{"upgrade from base", func() error { _, err := g.Upgrade(nil, "heads"); return err }},
		{"upgrade by one step", func() error { _, err := g.Upgrade(below, "heads"); return err }},
		{"downgrade to base", func() error { _, err := g.Downgrade(top, "base"); return err }},
	}
}

// findAll is the least that loading can do, as a yardstick: it puts the IDs into a map and finds there what each revision revises.
func findAll(revisions []Revision) error {
	index := make(map[string]node, len(revisions))
	for i := range revisions {
		index[revisions[i].ID] = node(i)
	}
	for i := range revisions {
		for _, id := range revisions[i].Revises {
			if _, found := index[id]; !found {
				return wrong(Missing, id, "it is not there")
			}
		}
	}
	return nil
}

type task struct {
	name string
	run  func() error
}

// sizes of the histories that are compared: what ten times as many revisions cost should be about ten times as much.
const small, large = 2_000, 20_000

// took is how long a task takes on each of some histories of the same shape and size, on average. What others in the program left to
// the garbage collector is collected before.
func took(b *testing.B, histories [][]task, number int) time.Duration {
	runtime.GC()
	began := time.Now()
	for _, tasks := range histories {
		if err := tasks[number].run(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began) / time.Duration(len(histories))
}

// BenchmarkTable prints a table of how long each task takes on each history: the shortest time of all rounds, of which
// -benchtime 100x makes a hundred. One large history is measured beside ten small ones in a row, so that both read and allocate as
// much memory between two collections: a small history that is run again and again stays in the processor's cache, as it never does
// in a program that loads it once.
func BenchmarkTable(b *testing.B) {
	fmt.Printf("%-24s %-20s %10d %10d  ratio\n", "history", "task", small, large)
	for _, shape := range shapes {
		many := [][]task{tasks(b, shape.make(large))}
		var few [][]task
		for range large / small {
			few = append(few, tasks(b, shape.make(small)))
		}
		shortest := make([][2]time.Duration, len(many[0]))
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				for i := range shortest {
					short, long := took(b, few, i), took(b, many, i)
					if last := shortest[i]; last[0] > 0 {
						short, long = min(short, last[0]), min(long, last[1])
					}
					shortest[i] = [2]time.Duration{short, long}
				}
			}
			for i, t := range shortest {
				fmt.Printf("%-24s %-20s %8.3fms %8.3fms %6.1f\n", shape.name, many[0][i].name, t[0].Seconds()*1e3, t[1].Seconds()*1e3, float64(t[1])/float64(t[0]))
			}
		})
	}
}
