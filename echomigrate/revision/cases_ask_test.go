package revision

import (
	"fmt"
	"slices"
)

// ask puts a question to its graph.
func ask(f family, q question) (answer, error) {
	g, err := NewGraph(f.revisions())
	if err != nil {
		return answer{}, err
	}
	switch q.Kind {
	case "heads":
		return askHeads(g), nil
	case "resolve":
		list, err := g.Resolve(q.Target[0])
		return answer{IDs: ids(list)}, err
	case "resolve1":
		nodes, err := g.resolveOne(q.Target[0])
		return answer{IDs: g.ids(nodes)}, err
	case "upgrade":
		plan, err := g.Upgrade(q.From, q.Target...)
		return steps(plan, q.From), err
	case "downgrade":
		plan, err := g.Downgrade(q.From, q.Target[0])
		return steps(plan, q.From), err
	case "stamp":
		plan, err := g.Stamp(q.From, q.Target)
		return answer{After: steps(plan, q.From).After}, err
	case "iterate":
		return askIterate(g, q)
	case "history":
		list, err := g.History(q.Range, q.From)
		return answer{IDs: ids(list)}, err
	case "current":
		list, err := g.Current(q.From)
		return answer{IDs: sorted(ids(list))}, err
	case "lineage":
		return askLineage(g, q)
	case "revision":
		return askRevision(f, g, q)
	}
	return answer{}, fmt.Errorf("a question of no known kind: %s", q.Kind)
}

func steps(plan Plan, from []string) answer {
	a := answer{Warns: plan.Warning != "", After: slices.Compact(sorted(from))}
	for _, step := range plan.Steps {
		a.IDs = append(a.IDs, step.Revision.ID)
		a.States = append(a.States, step.After())
		a.After = step.After()
	}
	return a
}

func askHeads(g *Graph) answer {
	a := answer{IDs: ids(g.Heads()), Details: map[string][]string{
		"effective heads": ids(g.EffectiveHeads()), "bases": ids(g.Bases()), "effective bases": ids(g.EffectiveBases()),
		"branch points": ids(g.BranchPoints()), "merge points": ids(g.MergePoints()),
	}}
	for _, r := range g.Ordered() {
		place, _ := g.Place(r.ID)
		if len(place.Labels) > 0 {
			a.Details["labels "+r.ID] = place.Labels
		}
		if len(place.Requires) > 0 {
			a.Details["requires "+r.ID] = sorted(place.Requires)
		}
	}
	return a
}

// askIterate asks what is between two ends, as an upgrade and a history do; for a downgrade it asks for the plan.
func askIterate(g *Graph, q question) (answer, error) {
	if q.ForDowngrade {
		plan, err := g.Downgrade(q.Upper, q.Lower[0])
		return answer{IDs: steps(plan, nil).IDs}, err
	}
	named := func(names []string) (nodes []node, err error) {
		for _, name := range names {
			found, err := g.resolve(name)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, found...)
		}
		return unique(nodes), nil
	}
	if len(q.Lower) == 1 && len(q.Upper) == 1 && q.Inclusive && !q.ImplicitBase {
		list, err := g.History(q.Lower[0]+":"+q.Upper[0], nil)
		return answer{IDs: ids(list)}, err
	}
	upper, err := named(q.Upper)
	if err != nil {
		return answer{}, err
	}
	lower, err := named(q.Lower)
	if err != nil {
		return answer{}, err
	}
	if err := g.apart(upper); err != nil {
		return answer{}, err
	}
	nodes, err := g.between(upper, lower, span{inclusive: q.Inclusive, dependencies: q.ImplicitBase})
	return answer{IDs: g.ids(nodes)}, err
}

func askLineage(g *Graph, q question) (answer, error) {
	against, err := g.Resolve(q.Against)
	if err != nil {
		return answer{}, err
	}
	var nodes []node
	for _, r := range against {
		nodes = append(nodes, g.index[r.ID])
	}
	line := g.lineage(nodes...)
	var a answer
	for _, id := range q.Targets {
		if line[g.index[id]] {
			a.IDs = append(a.IDs, id)
		}
	}
	return a, nil
}

// askRevision asks for a new revision, and for the heads with it.
func askRevision(f family, g *Graph, q question) (answer, error) {
	id := q.RevID
	if id == "" {
		id = "newrev"
	}
	r, err := g.Next(NextOptions{ID: id, Heads: q.Head, Splice: q.Splice, BranchLabel: q.BranchLabel, DependsOn: q.DependsOn})
	if err != nil {
		return answer{}, err
	}
	after, err := NewGraph(append(f.revisions(), r))
	if err != nil {
		return answer{}, err
	}
	return answer{
		After:   ids(after.Heads()),
		Details: map[string][]string{"down": r.Revises, "depends on": r.DependsOn, "labels": r.Labels},
	}, nil
}

func ids(revisions []*Revision) []string {
	list := make([]string, len(revisions))
	for i, r := range revisions {
		list[i] = r.ID
	}
	return list
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func unique(nodes []node) []node { return slices.Compact(slices.Sorted(slices.Values(nodes))) }
