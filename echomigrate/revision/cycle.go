package revision

import "slices"

// cycle is the error for nodes each of which requires another one of them.
func (g *Graph) cycle(stuck set) error {
	kind, how, around := Cycle, " revises ", loop(stuck, g.parents)
	if around == nil {
		kind, how, around = DependencyCycle, " requires ", loop(stuck, g.requires)
	}
	var links []string
	for i, n := range around {
		links = append(links, named(g.nodes[n])+how+g.nodes[around[(i+1)%len(around)]].ID)
	}
	first := g.nodes[around[0]]
	return wrongRevision(kind, first, "it comes before itself, for %s: take one of these links away", Listed(links, ", "))
}

// loop finds nodes of the set that lead over neighbours back to the first of them; nil means that there are none.
func loop(nodes set, neighbours links) []node {
	const (
		unseen = iota
		open
		closed
	)
	state := make([]int8, len(nodes))
	for start := range node(len(nodes)) {
		if !nodes[start] || state[start] != unseen {
			continue
		}
		path, tried := []node{start}, []int{0}
		state[start] = open
		for len(path) > 0 {
			end := len(path) - 1
			n, i := path[end], tried[end]
			if i == neighbours.count(n) {
				state[n] = closed
				path, tried = path[:end], tried[:end]
				continue
			}
			tried[end]++
			switch next := neighbours.of(n)[i]; {
			case !nodes[next] || state[next] == closed:
			case state[next] == open:
				return path[slices.Index(path, next):]
			default:
				state[next] = open
				path, tried = append(path, next), append(tried, 0)
			}
		}
	}
	return nil
}
