package revision

import "slices"

// Place is where a revision stands in the graph.
type Place struct {
	// Labels are those of the revision and those that spread to it, sorted.
	Labels []string
	// Requires are the IDs of what must be applied before it: what it revises, and what it depends on as far as no revision
	// below it does.
	Requires []string
	// Children are the IDs of the revisions that revise it, in load order.
	Children []string
	// Dependents are the IDs of the revisions that depend on it without revising it, in load order.
	Dependents []string
	// Head is set when no revision revises it.
	Head bool
	// EffectiveHead is set when no revision depends on it either.
	EffectiveHead bool
	// BranchPoint is set when several revisions revise it.
	BranchPoint bool
	// MergePoint is set when it revises several revisions.
	MergePoint bool
}

// Place finds where the revision with the full ID stands.
func (g *Graph) Place(id string) (Place, bool) {
	n, known := g.index[id]
	if !known {
		return Place{}, false
	}
	return Place{
		Labels:        slices.Clone(g.branches.of(n)),
		Requires:      g.ids(g.requires.of(n)),
		Children:      g.ids(g.children.of(n)),
		Dependents:    g.ids(g.declaring(n)),
		Head:          g.children.count(n) == 0,
		EffectiveHead: g.dependents.count(n) == 0,
		BranchPoint:   g.children.count(n) > 1,
		MergePoint:    g.parents.count(n) > 1,
	}, true
}

// Children lists the IDs of the revisions that revise the named one, in load order.
func (g *Graph) Children(id string) []string {
	n, known := g.index[id]
	if !known {
		return nil
	}
	return g.ids(g.children.of(n))
}

// Heads lists the revisions that no other one revises, in load order.
func (g *Graph) Heads() []*Revision { return g.revisions(g.heads) }

// EffectiveHeads lists the heads that no other revision depends on either, in load order.
func (g *Graph) EffectiveHeads() []*Revision { return g.revisions(g.tops) }

// Bases lists the revisions that revise no other one, in load order.
func (g *Graph) Bases() []*Revision { return g.revisions(g.bases) }

// EffectiveBases lists the bases that depend on no other revision either, in load order.
func (g *Graph) EffectiveBases() []*Revision { return g.revisions(g.requires.without()) }

// BranchPoints lists the revisions that several others revise, in load order.
func (g *Graph) BranchPoints() []*Revision { return g.revisions(g.children.several()) }

// MergePoints lists the revisions that revise several others, in load order.
func (g *Graph) MergePoints() []*Revision { return g.revisions(g.parents.several()) }
