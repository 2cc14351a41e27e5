package revision

import (
	"errors"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// builder connects the nodes of a graph and collects what is wrong with its revisions.
type builder struct {
	graph  *Graph
	faults []error
	// revised and needed count what all revisions say that they revise and depend on.
	revised, needed int
	// labelled declare labels; compatible say what they stay compatible with.
	labelled, compatible []node
}

func (b *builder) add(kind Kind, r *Revision, format string, arguments ...any) {
	b.faults = append(b.faults, wrongRevision(kind, r, format, arguments...))
}

func (b *builder) err() error { return errors.Join(b.faults...) }

// check adds what CheckID or CheckLabel found, with where the revision was registered.
func (b *builder) check(r *Revision, err error) bool {
	if err == nil {
		return true
	}
	var found *Error
	if errors.As(err, &found) {
		found.Source = r.Source
		b.faults = append(b.faults, found)
	}
	return false
}

// read looks at each revision by itself, all at once: a long history does not fit into the processor's cache, and is brought there
// anew each time that somebody goes through it.
func (b *builder) read() {
	for i, r := range b.graph.nodes {
		b.checkOperations(r)
		b.index(node(i), r)
		b.revised, b.needed = b.revised+len(r.Revises), b.needed+len(r.DependsOn)
		if len(r.Labels) > 0 {
			b.labelled = append(b.labelled, node(i))
		}
		if r.CompatibleWith != "" {
			b.compatible = append(b.compatible, node(i))
		}
	}
}

// checkOperations refuses operations that would never run, and a transaction mode that they cannot run in.
func (b *builder) checkOperations(r *Revision) {
	err := op.CheckDialectNames(r.Upgrade)
	if err == nil {
		err = op.CheckDialectNames(r.Downgrade)
	}
	if err != nil {
		b.add(NoSuchDialect, r, "%s", err)
	}
	if err := r.Transaction.CheckOwn(); err != nil {
		b.add(NoSuchTransaction, r, "%s", err)
	}
}

// index puts an ID into the index. It is looked up but once: whether it was there is seen by the index growing.
func (b *builder) index(n node, r *Revision) {
	if !b.check(r, CheckID(r.ID)) {
		return
	}
	g := b.graph
	known := len(g.index)
	g.index[r.ID] = n
	if len(g.index) == known {
		other := slices.IndexFunc(g.nodes, func(other *Revision) bool { return other.ID == r.ID })
		b.add(DuplicateID, r, "it is there twice, the other one is %s: give one of them another ID", named(g.nodes[other]))
		g.index[r.ID] = node(other)
	}
}

func (b *builder) indexLabels() {
	g := b.graph
	for _, n := range b.labelled {
		r := g.nodes[n]
		for _, label := range r.Labels {
			if !b.check(r, CheckLabel(label)) {
				continue
			}
			if other, taken := g.labels[label]; taken {
				b.add(DuplicateLabel, r, "its label %s is that of revision %s already: choose another one", label, named(g.nodes[other]))
			} else if other, taken := g.index[label]; taken {
				b.add(DuplicateLabel, r, "its label %s is the ID of revision %s: choose another one", label, named(g.nodes[other]))
			}
			g.labels[label] = n
		}
	}
}

// connect links the nodes with those that they revise and depend on.
func (b *builder) connect() {
	g := b.graph
	linked := make([]int32, len(g.nodes)) // the node that required this one last, counted from 1
	g.parents = newLinks(len(g.nodes), b.revised)
	if b.needed > 0 {
		g.requires = newLinks(len(g.nodes), b.revised+b.needed)
	}
	for i, r := range g.nodes {
		b.connectParents(node(i), r, linked)
		if b.needed > 0 {
			b.connectDependencies(node(i), r, linked)
		}
	}
	g.children = g.parents.inverted()
	if b.needed > 0 {
		g.dependents = g.requires.inverted()
	} else {
		g.requires, g.dependents = g.parents, g.children
	}
}

func (b *builder) connectParents(n node, r *Revision, linked []int32) {
	g := b.graph
	for _, id := range r.Revises {
		parent, found := b.parent(n, id)
		switch {
		case !found:
			b.missing(r, "revises", id)
		case parent == n:
			b.add(SelfLoop, r, "it revises itself: say what it follows, or nothing")
		case linked[parent] == int32(n)+1:
			b.add(DuplicateHead, r, "it revises %s twice: name it once", id)
		default:
			linked[parent] = int32(n) + 1
			g.parents.all = append(g.parents.all, parent)
		}
	}
	g.parents.end()
}

// parent finds the node with an ID that a node revises. In most histories most revisions follow the one that was loaded before.
func (b *builder) parent(n node, id string) (parent node, found bool) {
	if n > 0 && b.graph.nodes[n-1].ID == id {
		return n - 1, true
	}
	parent, found = b.graph.index[id]
	return parent, found
}

// connectDependencies links a node, whose parents are known, with all that it requires.
func (b *builder) connectDependencies(n node, r *Revision, linked []int32) {
	g := b.graph
	g.requires.all = append(g.requires.all, g.parents.of(n)...)
	for _, name := range r.DependsOn {
		dependency, found := g.named(name)
		switch {
		case !found:
			b.missing(r, "depends on", name)
		case dependency == n:
			b.add(DependencySelfLoop, r, "it depends on itself: take the dependency away")
		case linked[dependency] != int32(n)+1:
			linked[dependency] = int32(n) + 1
			g.requires.all = append(g.requires.all, dependency)
		}
	}
	g.requires.end()
}

// named finds the node that has a name as its ID or declares it as its label.
func (g *Graph) named(name string) (node, bool) {
	n, found := g.index[name]
	if !found {
		n, found = g.labels[name]
	}
	return n, found
}

// hints is how many missing revisions are compared with all there are.
const hints = 20

func (b *builder) missing(r *Revision, how, name string) {
	hint := ""
	if len(b.faults) < hints {
		hint = op.DidYouMean(name, b.graph.names())
	}
	b.add(Missing, r, "it %s %s, which is not there%s: add that revision, or name another one", how, name, hint)
}

// names lists all IDs in load order, and then all labels, sorted.
func (g *Graph) names() []string {
	names := make([]string, 0, len(g.nodes)+len(g.labels))
	var labels []string
	for i, r := range g.nodes {
		if g.index[r.ID] == node(i) {
			names = append(names, r.ID)
		}
		labels = append(labels, r.Labels...)
	}
	slices.Sort(labels)
	return append(names, labels...)
}

// sort finds the graph's order, or a cycle that prevents one.
func (g *Graph) sort() error {
	waits := make([]int32, len(g.nodes))
	ready := g.requires.without()
	for n := range waits {
		waits[n] = int32(g.requires.count(node(n)))
	}
	slices.Reverse(ready)
	g.order = make([]node, 0, len(g.nodes))
	for len(ready) > 0 {
		n := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		g.order = append(g.order, n)
		for _, next := range slices.Backward(g.dependents.of(n)) {
			if waits[next]--; waits[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	if len(g.order) == len(g.nodes) {
		return nil
	}
	stuck := make(set, len(g.nodes))
	for n := range stuck {
		stuck[n] = waits[n] > 0
	}
	return g.cycle(stuck)
}

// places are where the nodes stand in the graph's order.
func (g *Graph) places() []int32 {
	place := make([]int32, len(g.nodes))
	for i, n := range g.order {
		place[n] = int32(i)
	}
	return place
}
