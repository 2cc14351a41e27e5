package revision

// state is a set of applied nodes that steps change, with the version rows that it had.
type state struct {
	graph *Graph
	// above counts the applied nodes that require a node. The version rows are those with none.
	above []int32
	rows  *trail
}

// state is that of a database with the given version rows, before some steps. The first step takes those away that are below others.
func (g *Graph) state(applied set, rows []string, steps int) *state {
	s := &state{graph: g, above: make([]int32, len(g.nodes)), rows: g.newTrail(rows, steps)}
	for n, is := range applied {
		if !is {
			continue
		}
		for _, below := range g.requires.of(node(n)) {
			s.above[below]++
		}
	}
	for _, id := range rows {
		if n := g.index[id]; s.above[n] > 0 {
			s.rows.gone(n)
		}
	}
	return s
}

// up is the step that applies a node.
func (s *state) up(n node) Step {
	for _, below := range s.graph.requires.of(n) {
		if s.above[below]++; s.above[below] == 1 {
			s.rows.gone(below)
		}
	}
	s.rows.come(n)
	return s.step(n)
}

// down is the step that takes a node back.
func (s *state) down(n node) Step {
	s.rows.gone(n)
	for _, below := range s.graph.requires.of(n) {
		if s.above[below]--; s.above[below] == 0 {
			s.rows.come(below)
		}
	}
	return s.step(n)
}

func (s *state) step(n node) Step {
	return Step{Revision: s.graph.nodes[n], rows: s.rows, place: s.rows.end()}
}
