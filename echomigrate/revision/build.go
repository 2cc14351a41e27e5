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
}

func (b *builder) add(kind Kind, r Revision, format string, arguments ...any) {
	b.faults = append(b.faults, wrongRevision(kind, r, format, arguments...))
}

func (b *builder) err() error { return errors.Join(b.faults...) }

// check adds what CheckID or CheckLabel found, with where the revision was registered.
func (b *builder) check(r Revision, err error) bool {
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

// checkOperations refuses operations that would never run.
func (b *builder) checkOperations() {
	for _, r := range b.graph.nodes {
		if err := op.CheckDialectNames(slices.Concat(r.Upgrade, r.Downgrade)); err != nil {
			b.add(NoSuchDialect, r, "%s", err)
		}
	}
}

func (b *builder) indexNodes() {
	g := b.graph
	for i, r := range g.nodes {
		if !b.check(r, CheckID(r.ID)) {
			continue
		}
		if other, twice := g.index[r.ID]; twice {
			b.add(DuplicateID, r, "it is there twice, the other one is %s: give one of them another ID", named(g.nodes[other]))
			continue
		}
		g.index[r.ID] = i
	}
}

func (b *builder) indexLabels() {
	g := b.graph
	for i, r := range g.nodes {
		for _, label := range r.Labels {
			if !b.check(r, CheckLabel(label)) {
				continue
			}
			if other, taken := g.labels[label]; taken {
				b.add(DuplicateLabel, r, "its label %s is that of revision %s already: choose another one", label, named(g.nodes[other]))
			} else if other, taken := g.index[label]; taken {
				b.add(DuplicateLabel, r, "its label %s is the ID of revision %s: choose another one", label, named(g.nodes[other]))
			}
			g.labels[label] = i
		}
	}
}

// connect links the nodes with those that they revise and depend on.
func (b *builder) connect() {
	g := b.graph
	linked := make([]int, len(g.nodes)) // the node that required this one last, counted from 1
	var parents, requires []int         // those of all nodes, one node's behind the other's
	for i, r := range g.nodes {
		firstParent, firstRequired := len(parents), len(requires)
		for _, id := range r.Revises {
			parent, found := g.index[id]
			switch {
			case !found:
				b.missing(r, "revises", id)
			case parent == i:
				b.add(SelfLoop, r, "it revises itself: say what it follows, or nothing")
			case linked[parent] == i+1:
				b.add(DuplicateHead, r, "it revises %s twice: name it once", id)
			default:
				linked[parent] = i + 1
				parents, requires = append(parents, parent), append(requires, parent)
			}
		}
		for _, name := range r.DependsOn {
			dependency, found := g.named(name)
			switch {
			case !found:
				b.missing(r, "depends on", name)
			case dependency == i:
				b.add(DependencySelfLoop, r, "it depends on itself: take the dependency away")
			case linked[dependency] != i+1:
				linked[dependency] = i + 1
				requires = append(requires, dependency)
			}
		}
		g.parents[i], g.requires[i] = slices.Clip(parents[firstParent:]), slices.Clip(requires[firstRequired:])
	}
	g.children, g.dependents = inverted(g.parents), inverted(g.requires)
}

// inverted lists for each node those that it is a neighbour of, in load order.
func inverted(neighbours [][]int) [][]int {
	counts := make([]int, len(neighbours))
	all := 0
	for _, list := range neighbours {
		all += len(list)
		for _, n := range list {
			counts[n]++
		}
	}
	room := make([]int, all)
	inverse := make([][]int, len(neighbours))
	for n, count := range counts {
		inverse[n], room = room[:0:count], room[count:]
	}
	for i, list := range neighbours {
		for _, n := range list {
			inverse[n] = append(inverse[n], i)
		}
	}
	return inverse
}

// named finds the node that has a name as its ID or declares it as its label.
func (g *Graph) named(name string) (int, bool) {
	n, found := g.index[name]
	if !found {
		n, found = g.labels[name]
	}
	return n, found
}

// hints is how many missing revisions are compared with all there are.
const hints = 20

func (b *builder) missing(r Revision, how, name string) {
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
		if g.index[r.ID] == i {
			names = append(names, r.ID)
		}
		labels = append(labels, r.Labels...)
	}
	slices.Sort(labels)
	return append(names, labels...)
}

// sort finds the graph's order, or a cycle that prevents one.
func (g *Graph) sort() error {
	waits := make([]int, len(g.nodes))
	var ready []int
	for i := range g.nodes {
		if waits[i] = len(g.requires[i]); waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	slices.Reverse(ready)
	g.order = make([]int, 0, len(g.nodes))
	for len(ready) > 0 {
		n := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		g.order = append(g.order, n)
		for _, next := range slices.Backward(g.dependents[n]) {
			if waits[next]--; waits[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	if len(g.order) == len(g.nodes) {
		return nil
	}
	stuck := make(set, len(g.nodes))
	for i := range g.nodes {
		stuck[i] = waits[i] > 0
	}
	return g.cycle(stuck)
}
