package revision

import "strings"

// History lists revisions, newest first. A range "a:b" limits it to those from a up to b, both included; either may be left
// out, and may be "current", which stands for the version rows. b may be steps up from a. An empty range means all. What
// does not follow a is left out.
func (g *Graph) History(interval string, rows []string) ([]*Revision, error) {
	start, end, both := strings.Cut(interval, ":")
	if interval != "" && !both {
		return nil, wrong(NotBelow, interval, "a range has a colon: write START:END, START: or :END")
	}
	if strings.Contains(end, ":") {
		return nil, wrong(NotBelow, interval, "a range has one colon: write START:END, START: or :END")
	}
	at, err := g.maximal(rows)
	if err != nil {
		return nil, err
	}
	if start == "" || start == "current" && len(at) == 0 {
		start = "base"
	}
	switch {
	case end == "":
		end = "heads"
	case end == "current" && len(at) == 0:
		end = "base"
	}
	lower, upper, err := g.ends(start, end, at)
	if err != nil {
		return nil, err
	}
	nodes, err := g.between(upper, lower, span{inclusive: true})
	return g.revisions(nodes), err
}

// ends are the nodes that the names of a range stand for.
func (g *Graph) ends(start, end string, at []node) (lower, upper []node, err error) {
	p, err := g.parse(start)
	if err != nil {
		return nil, nil, err
	}
	if p.relative {
		lower, err = g.resolve(start)
	} else {
		lower, err = g.find(p, at)
	}
	if err != nil {
		return nil, nil, err
	}
	if upper, err = g.upgradeTarget(end, lower, at); err != nil {
		return nil, nil, err
	}
	if p.symbol == "base" && p.branch != "" {
		line, err := g.branch(p)
		return lower, within(upper, line), err
	}
	return lower, upper, err
}

// span says which nodes between two ends are meant.
type span struct {
	// inclusive counts the lower ends in.
	inclusive bool
	// dependencies counts in what the upper ends require without following the lower ends.
	dependencies bool
}

// listedOrBase names nodes, of which none is the base.
func (g *Graph) listedOrBase(nodes []node) string {
	if len(nodes) == 0 {
		return "the base"
	}
	return Listed(g.ids(nodes), ", ")
}

// between lists the nodes from the upper ends down to the lower ones, newest first.
func (g *Graph) between(upper, lower []node, s span) ([]node, error) {
	required := g.requires.reach(upper)
	nodes := minus(required, g.requires.reach(lower))
	for _, n := range lower {
		if !required[n] && !s.dependencies {
			return nil, wrong(NotBelow, g.nodes[n].ID, "it is not below %s: begin the range at a revision that is", g.listedOrBase(upper))
		}
		nodes[n] = s.inclusive
	}
	if len(lower) == 0 || s.dependencies {
		return g.newestFirst(nodes), nil
	}
	follows := g.children.reach(lower)
	if len(within(upper, follows)) == 0 {
		follows = g.dependents.reach(lower)
	}
	var ends []node
	for n := range nodes {
		if nodes[n] && follows[n] {
			ends = append(ends, node(n))
		}
	}
	above, below := g.dependents.reach(ends), g.requires.reach(ends)
	for n := range nodes {
		nodes[n] = above[n] && below[n]
	}
	return within(g.newestFirst(nodes), follows), nil
}
