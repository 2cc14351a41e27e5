package revision

import (
	"fmt"
	"slices"
	"strings"
)

// History lists revisions, newest first. A range "a:b" limits it to those from a up to b, both included; either may be left
// out, and may be "current", which stands for the version rows. An empty range means all.
func (g *Graph) History(interval string, rows []string) ([]Revision, error) {
	lower, upper, both := strings.Cut(interval, ":")
	if interval != "" && !both {
		return nil, fmt.Errorf("range %q: write START:END, START: or :END", interval)
	}
	resolve := func(name string) ([]int, error) {
		if name == "current" {
			return g.applied(rows)
		}
		return g.resolve(name)
	}
	top := g.without(g.children)
	if upper != "" {
		var err error
		if top, err = resolve(upper); err != nil {
			return nil, err
		}
	}
	shown := g.reach(top, g.requires)
	if lower != "" && lower != "base" {
		bottom, err := resolve(lower)
		if err != nil {
			return nil, err
		}
		for _, n := range bottom {
			if !shown[n] {
				return nil, fmt.Errorf("range %q: %s is not below %s", interval, lower, upper)
			}
		}
		above := g.reach(bottom, g.dependents)
		for n := range shown {
			shown[n] = shown[n] && above[n]
		}
	}
	var list []Revision
	for _, n := range slices.Backward(g.order) {
		if shown[n] {
			list = append(list, g.nodes[n])
		}
	}
	return list, nil
}
