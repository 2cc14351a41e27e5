package revision

import "slices"

// state is a set of applied nodes that steps change, with the version rows that it had.
type state struct {
	graph *Graph
	// above counts the applied nodes that require a node. The version rows are those with none.
	above []int
	rows  *trail
	// overlapped are rows at the start that are below other ones; the first step takes them away.
	overlapped []string
}

// state is that of a database with the given version rows.
func (g *Graph) state(applied set, rows []string) *state {
	s := &state{graph: g, above: make([]int, len(g.nodes)), rows: newTrail(rows)}
	for n, is := range applied {
		if !is {
			continue
		}
		for _, below := range g.requires[n] {
			s.above[below]++
		}
	}
	for _, id := range rows {
		if s.above[g.index[id]] > 0 {
			s.overlapped = append(s.overlapped, id)
		}
	}
	return s
}

// up is the step that applies a node.
func (s *state) up(n int) Step {
	var gone []string
	for _, below := range s.graph.requires[n] {
		if s.above[below]++; s.above[below] == 1 {
			gone = append(gone, s.graph.nodes[below].ID)
		}
	}
	return s.step(n, gone, []string{s.graph.nodes[n].ID})
}

// down is the step that takes a node back.
func (s *state) down(n int) Step {
	var come []string
	for _, below := range s.graph.requires[n] {
		if s.above[below]--; s.above[below] == 0 {
			come = append(come, s.graph.nodes[below].ID)
		}
	}
	return s.step(n, []string{s.graph.nodes[n].ID}, come)
}

func (s *state) step(n int, gone, come []string) Step {
	s.overlapped, gone = nil, slices.Concat(s.overlapped, gone)
	return Step{Revision: s.graph.nodes[n], rows: s.rows, place: s.rows.change(gone, come)}
}
