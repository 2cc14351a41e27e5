package revision

import "slices"

// Downgrade plans the way from the version rows down to a target: a name that Resolve takes for one revision or the base,
// and these with steps. Everything that follows the target, or depends on what is taken back, is taken back; with a branch
// only what follows in the branch. Rows that are below others are allowed: the first step takes them away.
//
//	-2               two steps down from the first of the version rows, in its line
//	billing@-1       one step down in a branch, from as far as it is applied
//	billing@base     the whole branch
//	8c2f-1, base+2   steps from a revision; where they end at the base, only its line is taken back
func (g *Graph) Downgrade(rows []string, target string) (Plan, error) {
	at, err := g.rows(rows)
	if err != nil {
		return Plan{}, err
	}
	applied := g.requires.reach(at)
	d, err := g.downgradeTarget(at, applied, target)
	if err != nil {
		return Plan{}, err
	}
	roots := g.bases
	if len(d.to) > 0 {
		roots = g.children.of(d.to[0])
	}
	dropped := g.dependents.reach(within(roots, d.line))
	for n := range dropped {
		dropped[n] = dropped[n] && applied[n]
	}
	nodes := g.newestFirst(dropped)
	state := g.state(applied, rows, len(nodes))
	plan := Plan{Steps: slices.Grow([]Step(nil), len(nodes)), Warning: d.warning}
	for _, n := range nodes {
		plan.Steps = append(plan.Steps, state.down(n))
	}
	if len(plan.Steps) == 0 && len(d.to) > 0 && !slices.Contains(at, d.to[0]) {
		return Plan{}, g.notBelow(target, d.to[0], applied)
	}
	return plan, nil
}

// notBelow is the error for a target that nothing is to be taken back for, without the database being at it.
func (g *Graph) notBelow(target string, n node, applied set) error {
	id := g.nodes[n].ID
	if !applied[n] {
		return wrong(NotBelow, target, "the database has not got to %s: use `db upgrade %s`", id, id)
	}
	return wrong(NotBelow, target, "nothing follows %s in the database, though others depend on it (%s): name the revision before those",
		id, Listed(g.ids(within(g.dependents.of(n), applied)), ", "))
}

// descent is a downgrade's target.
type descent struct {
	// to is the revision to stay at; none is the base.
	to []node
	// line limits what is taken back; nil is no limit.
	line    set
	warning string
}

func (g *Graph) downgradeTarget(at []node, applied set, target string) (descent, error) {
	p, err := g.parse(target)
	if err != nil {
		return descent{}, err
	}
	var d descent
	if d.line, err = g.branch(p); err != nil {
		return descent{}, err
	}
	if p.relative && p.symbol == "" {
		return g.descend(p, at, applied, d.line)
	}
	if d.to, err = g.find(p, at); err != nil {
		return descent{}, err
	}
	if err := g.one(target, d.to); err != nil {
		return descent{}, err
	}
	if p.relative {
		from := d.to
		d.to, err = g.walk(p, from, d.line)
		if d.line == nil && len(from) > 0 && len(d.to) == 0 {
			d.line = g.lineage(from[0])
		}
	}
	return d, err
}

// descend goes steps down from where the database is.
func (g *Graph) descend(p name, at []node, applied, line set) (descent, error) {
	if p.steps >= 0 {
		return descent{}, wrong(TooFar, p.text, "a downgrade goes down: write -1 for the last revision, or use `db upgrade`")
	}
	d := descent{line: line}
	from := g.topmost(at)
	if line != nil {
		if from = within(at, line); len(from) == 0 {
			from = within(g.headsOf(applied), line)
		}
		if len(from) != 1 {
			return descent{}, g.notOneStart(p, from)
		}
	}
	if len(from) == 0 {
		return descent{}, wrong(TooFar, p.text, "the database is at the base: there is nothing to take back")
	}
	if len(from) > 1 {
		ids := g.ids(from)
		d.warning = "the database is at several revisions (" + Listed(ids, ", ") + "): " + p.text + " goes down from " + ids[0] +
			"; name the branch to say which, as in " + ids[0] + "@" + p.text
		from = from[:1]
	}
	if line == nil {
		d.line = g.lineage(from[0])
	}
	var err error
	d.to, err = g.walk(p, from, line)
	return d, err
}

// notOneStart is the error for steps down in a branch that the database is at several revisions of, or at none.
func (g *Graph) notOneStart(p name, from []node) error {
	if len(from) == 0 {
		return wrong(NotBelow, p.text, "nothing of branch %q is applied: `db current` shows what is", p.branch)
	}
	ids := g.ids(from)
	return wrong(AmbiguousStart, p.text, "the database is at several revisions of branch %q (%s): name the one to go down from, as in %s%d",
		p.branch, Listed(ids, ", "), ids[0], p.steps)
}
