package revision

import (
	"fmt"
	"slices"
)

// NextOptions say where a new revision stands.
type NextOptions struct {
	// ID of the new revision.
	ID string
	// Heads name the revisions that it follows; "base" means that it follows none.
	Heads []string
	// Splice allows revisions to be followed that are no heads.
	Splice bool
	// BranchLabel names the branch that begins with it; empty means none.
	BranchLabel string
	// DependsOn name revisions in other branches that it needs.
	DependsOn []string
}

// Next is a new revision without operations that can be added to the graph.
func (g *Graph) Next(o NextOptions) (Revision, error) {
	r := Revision{ID: o.ID}
	if err := CheckID(o.ID); err != nil {
		return Revision{}, err
	}
	if other, taken := g.Revision(o.ID); taken {
		return Revision{}, fmt.Errorf("there is a revision %s already: choose another ID", named(other))
	}
	for _, name := range o.Heads {
		nodes, err := g.resolve(name)
		if err != nil {
			return Revision{}, err
		}
		for _, n := range nodes {
			id := g.nodes[n].ID
			if len(g.children[n]) > 0 && !o.Splice {
				return Revision{}, fmt.Errorf("revision %s is not a head: give --splice to begin a new branch at it", id)
			}
			if slices.Contains(r.Revises, id) {
				return Revision{}, fmt.Errorf("head %s is given twice", id)
			}
			r.Revises = append(r.Revises, id)
		}
	}
	for _, name := range o.DependsOn {
		nodes, err := g.resolve(name)
		if err != nil {
			return Revision{}, err
		}
		r.DependsOn = append(r.DependsOn, ids(g.revisions(nodes))...)
	}
	if o.BranchLabel != "" {
		if other, taken := g.labels[o.BranchLabel]; taken {
			return Revision{}, fmt.Errorf("label %s is that of revision %s already", o.BranchLabel, named(g.nodes[other]))
		}
		r.Labels = []string{o.BranchLabel}
	}
	return r, nil
}
