package revision

import (
	"slices"
	"strings"
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
	// DependsOn name revisions in other branches that it needs. A label is kept as it is.
	DependsOn []string
	// CompatibleWith names the oldest revision whose programs can work with the new one's schema; empty declares none.
	CompatibleWith string
}

// Next is a new revision without operations that can be added to the graph.
func (g *Graph) Next(o NextOptions) (Revision, error) {
	r := Revision{ID: o.ID}
	if err := CheckID(o.ID); err != nil {
		return Revision{}, err
	}
	if other, taken := g.named(o.ID); taken {
		return Revision{}, wrong(DuplicateID, o.ID, "it is the ID or the label of revision %s already: choose another ID", named(g.nodes[other]))
	}
	for _, other := range g.nodes {
		if strings.EqualFold(other.ID, o.ID) {
			return Revision{}, wrong(DuplicateID, o.ID, "but for upper and lower case it is the ID of revision %s, and not every file system tells "+
				"their files apart: choose another ID", named(other))
		}
	}
	var err error
	if r.Revises, err = g.followed(o); err != nil {
		return Revision{}, err
	}
	if r.DependsOn, err = g.needed(o.DependsOn); err != nil {
		return Revision{}, err
	}
	if o.CompatibleWith != "" {
		nodes, err := g.resolveOne(o.CompatibleWith)
		if err != nil {
			return Revision{}, err
		}
		if len(nodes) == 0 {
			return Revision{}, wrong(NoSuchRevision, o.CompatibleWith, "no program is built for it: name a revision")
		}
		r.CompatibleWith = g.nodes[nodes[0]].ID
	}
	if o.BranchLabel != "" {
		if err := CheckLabel(o.BranchLabel); err != nil {
			return Revision{}, err
		}
		if other, taken := g.named(o.BranchLabel); taken || o.BranchLabel == o.ID {
			owner := o.ID
			if taken {
				owner = named(g.nodes[other])
			}
			return Revision{}, wrong(DuplicateLabel, o.ID, "the label %s is the label or the ID of revision %s already: choose another one", o.BranchLabel, owner)
		}
		r.Labels = []string{o.BranchLabel}
	}
	return r, nil
}

// followed are the IDs of the heads that a new revision follows.
func (g *Graph) followed(o NextOptions) ([]string, error) {
	var ids []string
	for _, name := range o.Heads {
		nodes, err := g.resolve(name)
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			id := g.nodes[n].ID
			if slices.Contains(ids, id) {
				return nil, wrong(DuplicateHead, id, "it is given twice: name each head once")
			}
			if g.children.count(n) > 0 && !o.Splice {
				return nil, wrong(NotHead, id, "it is not a head: give --splice to begin a new branch at it")
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// needed are the IDs and labels that a new revision depends on.
func (g *Graph) needed(names []string) ([]string, error) {
	var list []string
	for _, name := range names {
		nodes, err := g.resolveOne(name)
		if err != nil {
			return nil, err
		}
		if len(nodes) == 0 {
			return nil, wrong(NoSuchRevision, name, "nothing can depend on it: name a revision")
		}
		if _, label := g.labels[name]; !label {
			name = g.nodes[nodes[0]].ID
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list, nil
}
