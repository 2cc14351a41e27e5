package revision

import "slices"

// state is a set of applied nodes with its maximal elements, which are the version rows.
type state struct {
	graph   *Graph
	applied []bool
	// above counts the applied nodes that require a node; one with none is maximal.
	above   []int
	maximal map[int]bool
}

func (g *Graph) state(applied []bool) *state {
	s := &state{graph: g, applied: slices.Clone(applied), above: make([]int, len(g.nodes)), maximal: map[int]bool{}}
	for n, is := range applied {
		if !is {
			continue
		}
		for _, below := range g.requires[n] {
			s.above[below]++
		}
	}
	for n, is := range applied {
		if is && s.above[n] == 0 {
			s.maximal[n] = true
		}
	}
	return s
}

// rows are the IDs of the maximal elements, sorted.
func (s *state) rows() []string {
	list := make([]string, 0, len(s.maximal))
	for n := range s.maximal {
		list = append(list, s.graph.nodes[n].ID)
	}
	slices.Sort(list)
	return list
}

func (s *state) up(n int) Step {
	step := Step{Revision: s.graph.nodes[n], Before: s.rows()}
	s.applied[n] = true
	s.maximal[n] = true
	for _, below := range s.graph.requires[n] {
		s.above[below]++
		delete(s.maximal, below)
	}
	step.After = s.rows()
	return step
}

func (s *state) down(n int) Step {
	step := Step{Revision: s.graph.nodes[n], Before: s.rows()}
	s.applied[n] = false
	delete(s.maximal, n)
	for _, below := range s.graph.requires[n] {
		if s.above[below]--; s.above[below] == 0 {
			s.maximal[below] = true
		}
	}
	step.After = s.rows()
	return step
}
