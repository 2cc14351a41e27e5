package revision

import (
	"errors"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// shortest is how many characters an ID or label must have at least, so that its beginning can stand for it.
const shortest = 4

// Resolve lists the revisions that a name stands for. "base" stands for none.
//
//	8c2f1e0a7b44     the revision of that ID
//	8c2f             the one whose ID, or label, begins so
//	billing          the revision that declares the label
//	head             the only head
//	heads            the heads that no other revision depends on
//	billing@head     the only head of the branch, which a label, an ID or the beginning of one names
//	billing@heads    all heads of the branch
//	billing@8c2f     the revision, which must be in the branch
//	-2               two steps down from each of the heads
//
// Other steps ("head-2", "+1") begin or end at version rows: Upgrade, Downgrade and History take them.
func (g *Graph) Resolve(name string) ([]*Revision, error) {
	nodes, err := g.resolve(name)
	if err != nil {
		return nil, err
	}
	return g.revisions(nodes), nil
}

func (g *Graph) resolve(text string) ([]node, error) {
	p, err := g.parse(text)
	switch {
	case err != nil:
		return nil, err
	case !p.relative:
		return g.find(p, nil)
	case p.symbol == "" && p.steps < 0:
		return g.belowHeads(p)
	}
	return nil, wrong(NoSuchRevision, text, "steps are for upgrade, downgrade and the end of a range: name the revision itself")
}

// resolveOne is resolve for a name that must not stand for several; none is the base.
func (g *Graph) resolveOne(text string) ([]node, error) {
	nodes, err := g.resolve(text)
	if err != nil {
		return nil, err
	}
	return nodes, g.one(text, nodes)
}

// one reports that a name stands for several nodes.
func (g *Graph) one(text string, nodes []node) error {
	if len(nodes) < 2 {
		return nil
	}
	return wrong(MultipleHeads, text, "there are several heads (%s): name one of them, use heads for all, or join them by `db merge heads`",
		Listed(g.ids(nodes), ", "))
}

// find is what a name without steps stands for. The version rows at, which "current" stands for, are nil where they are
// not known.
func (g *Graph) find(p name, at []node) ([]node, error) {
	line, err := g.branch(p)
	if err != nil {
		return nil, err
	}
	switch p.symbol {
	case "base":
		return nil, nil
	case "current":
		if at == nil {
			return nil, wrong(NoSuchRevision, p.text, "it is known only together with a database: name the revision")
		}
		return within(at, line), nil
	case "heads":
		if p.branch == "" {
			return g.tops, nil
		}
		return within(g.heads, line), nil
	case "head":
		heads := within(g.heads, line)
		return heads, g.one(p.text, heads)
	}
	n, err := g.lookup(p, line)
	if err != nil {
		return nil, err
	}
	return []node{n}, nil
}

// branch is the lineage of what stands before the "@" of a name; nil means all.
func (g *Graph) branch(p name) (set, error) {
	if p.branch == "" {
		return nil, nil
	}
	n, err := g.lookup(name{text: p.text, symbol: p.branch}, nil)
	if errors.Is(err, NoSuchRevision) {
		return nil, wrong(NoSuchBranch, p.text, "there is no branch %q%s: `db branches` and `db heads` list them", p.branch, op.DidYouMean(p.branch, g.names()))
	}
	if err != nil {
		return nil, err
	}
	return g.lineage(n), nil
}

// lookup finds the one node of an ID, a label or the beginning of one.
func (g *Graph) lookup(p name, line set) (node, error) {
	if n, known := g.named(p.symbol); known {
		if line != nil && !line[n] {
			return 0, wrong(NotInBranch, p.text, "revision %s is not in branch %q: `db show %s` says which it is in", g.nodes[n].ID, p.branch, g.nodes[n].ID)
		}
		return n, nil
	}
	nodes, names := g.beginning(p.symbol)
	if inside := within(nodes, line); len(nodes) > 0 && len(inside) == 0 {
		return 0, wrong(NotInBranch, p.text, "no revision of branch %q begins with %q: `db history -r BRANCH@base:` lists them", p.branch, p.symbol)
	} else if len(inside) == 1 {
		return inside[0], nil
	}
	if len(nodes) > 1 {
		return 0, wrong(AmbiguousName, p.text, "several begin with it (%s): write more of it", Listed(names, ", "))
	}
	return 0, wrong(NoSuchRevision, p.text, "there is none of the name %q%s: `db history` lists them", p.symbol, op.DidYouMean(p.symbol, g.names()))
}

// beginning lists the nodes whose ID or label begins so, with these names.
func (g *Graph) beginning(prefix string) (nodes []node, names []string) {
	begins := func(s string) bool { return len(s) >= shortest && strings.HasPrefix(s, prefix) }
	for n, r := range g.nodes {
		before := len(names)
		if begins(r.ID) {
			names = append(names, r.ID)
		}
		for _, label := range r.Labels {
			if begins(label) {
				names = append(names, label)
			}
		}
		if len(names) > before {
			nodes = append(nodes, node(n))
		}
	}
	return nodes, names
}
