package revision

// state is a set of applied nodes that steps change, with the version rows that it had.
type state struct {
	graph *Graph
	// above counts the applied nodes that require a node. The version rows are those with none.
	above []int
	rows  *trail
}

// state is that of a database with the given version rows, before some steps. The first step takes those away that are below others.
func (g *Graph) state(applied set, rows []string, steps int) *state {
	s := &state{graph: g, above: make([]int, len(g.nodes)), rows: newTrail(rows, steps)}
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
			s.rows.gone(id)
		}
	}
	return s
}

// up is the step that applies a node.
func (s *state) up(n int) Step {
	for _, below := range s.graph.requires[n] {
		if s.above[below]++; s.above[below] == 1 {
			s.rows.gone(s.graph.nodes[below].ID)
		}
	}
	s.rows.come(s.graph.nodes[n].ID)
	return s.step(n)
}

// down is the step that takes a node back.
func (s *state) down(n int) Step {
	s.rows.gone(s.graph.nodes[n].ID)
	for _, below := range s.graph.requires[n] {
		if s.above[below]--; s.above[below] == 0 {
			s.rows.come(s.graph.nodes[below].ID)
		}
	}
	return s.step(n)
}

func (s *state) step(n int) Step {
	return Step{Revision: s.graph.nodes[n], rows: s.rows, place: s.rows.end()}
}
