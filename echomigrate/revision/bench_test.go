package revision

import (
	"fmt"
	"math"
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

// others is what else a program has read since it last looked at its history: more than a processor keeps close at hand.
var others = make([]byte, 32<<20)

// took is how long a task takes as in a program that comes to it once: nothing of it is in the processor's cache.
func took(b *testing.B, t task) time.Duration {
	for i := 0; i < len(others); i += 64 {
		others[i]++
	}
	began := time.Now()
	if err := t.run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// BenchmarkTable prints a table of how long each task takes on each history: the shortest time of all rounds, of which
// -benchtime 100x makes a hundred.
func BenchmarkTable(b *testing.B) {
	fmt.Printf("%-24s %-20s %10d %10d  ratio\n", "history", "task", small, large)
	for _, shape := range shapes {
		few, many := tasks(b, shape.make(small)), tasks(b, shape.make(large))
		shortest := make([][2]time.Duration, len(few))
		for i := range shortest {
			shortest[i] = [2]time.Duration{math.MaxInt64, math.MaxInt64}
		}
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				for i, s := range shortest {
					shortest[i] = [2]time.Duration{min(s[0], took(b, few[i])), min(s[1], took(b, many[i]))}
				}
			}
			for i, t := range shortest {
				fmt.Printf("%-24s %-20s %8.3fms %8.3fms %6.1f\n", shape.name, few[i].name, t[0].Seconds()*1e3, t[1].Seconds()*1e3, float64(t[1])/float64(t[0]))
			}
		})
	}
}
