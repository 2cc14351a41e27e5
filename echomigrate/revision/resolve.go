package revision

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// shortestPrefix is how many characters the beginning of an ID must have to name a revision.
const shortestPrefix = 4

// relative is a target with steps: "+2", "-1", "head-2", "8c2f1e0a7b44+1".
var relative = regexp.MustCompile(`^([^+-]*)([+-])(\d+)$`)

// NotFoundError says that a name names no revision, or more than one.
type NotFoundError struct {
	// Name is the name that was looked up.
	Name string
	// Reason says why it names none, and the way out.
	Reason string
}

// Error is the name and the reason.
func (e *NotFoundError) Error() string { return fmt.Sprintf("revision %q: %s", e.Name, e.Reason) }

// MultipleHeadsError says that there are several heads where one is needed.
type MultipleHeadsError struct {
	// Heads are the IDs of the heads, in load order.
	Heads []string
}

// Error lists the heads and the ways out.
func (e *MultipleHeadsError) Error() string {
	return fmt.Sprintf("there are several heads (%s): name one of them, use heads for all of them, or join them by `db revision --head %s`",
		strings.Join(e.Heads, ", "), strings.Join(e.Heads, " --head "))
}

// Resolve lists the revisions that a name stands for: an ID, the beginning of one (at least four characters), a label, "head",
// "heads", or one of these with steps behind it, such as "head-2". "base" stands for none.
func (g *Graph) Resolve(name string) ([]Revision, error) {
	nodes, err := g.resolve(name)
	if err != nil {
		return nil, err
	}
	return g.revisions(nodes), nil
}

func (g *Graph) resolve(name string) ([]int, error) {
	switch name {
	case "base":
		return nil, nil
	case "heads":
		return g.without(g.dependents), nil
	case "head":
		heads := g.without(g.children)
		if len(heads) > 1 {
			return nil, &MultipleHeadsError{Heads: ids(g.revisions(heads))}
		}
		return heads, nil
	}
	if n, known := g.index[name]; known {
		return []int{n}, nil
	}
	if n, known := g.labels[name]; known {
		return []int{n}, nil
	}
	if parts := relative.FindStringSubmatch(name); parts != nil && parts[1] != "" {
		from, err := g.resolve(parts[1])
		if err != nil {
			return nil, err
		}
		return g.walk(name, from, parts[2], parts[3])
	}
	return g.byPrefix(name)
}

func (g *Graph) byPrefix(name string) ([]int, error) {
	var found []int
	var known []string
	for i, r := range g.nodes {
		known = append(known, r.ID)
		if len(name) >= shortestPrefix && strings.HasPrefix(r.ID, name) {
			found = append(found, i)
		}
	}
	switch {
	case len(found) == 1:
		return found, nil
	case len(found) > 1:
		return nil, &NotFoundError{Name: name, Reason: "several begin with it: " + strings.Join(ids(g.revisions(found)), ", ")}
	}
	reason := "there is none of that name"
	if near := op.Near(name, known); len(near) > 0 {
		reason += " (did you mean " + strings.Join(near, " or ") + "?)"
	}
	return nil, &NotFoundError{Name: name, Reason: reason + ": `db history` lists them"}
}

// walk goes steps up ("+") or down ("-") from the nodes; below the lowest revision is the base.
func (g *Graph) walk(name string, from []int, direction, steps string) ([]int, error) {
	count, err := strconv.Atoi(steps)
	if err != nil {
		return nil, &NotFoundError{Name: name, Reason: "too many steps"}
	}
	neighbours, way := g.parents, "down"
	if direction == "+" {
		neighbours, way = g.children, "up"
	}
	for step := range count {
		var next []int
		switch {
		case len(from) == 0 && direction == "+":
			next = g.without(g.parents)
		case len(from) == 0:
			return nil, &NotFoundError{Name: name, Reason: fmt.Sprintf("there are only %d steps %s", step, way)}
		default:
			for _, n := range from {
				next = append(next, neighbours[n]...)
			}
		}
		if len(next) > 1 {
			return nil, &NotFoundError{Name: name, Reason: fmt.Sprintf("step %d %s could lead to %s: name the revision",
				step+1, way, strings.Join(ids(g.revisions(next)), " or "))}
		}
		if len(next) == 0 && direction == "+" {
			return nil, &NotFoundError{Name: name, Reason: fmt.Sprintf("there are only %d steps %s", step, way)}
		}
		from = next
	}
	return from, nil
}

// applied turns version rows into nodes.
func (g *Graph) applied(rows []string) ([]int, error) {
	nodes := make([]int, 0, len(rows))
	for _, id := range rows {
		n, known := g.index[id]
		if !known {
			return nil, &NotFoundError{Name: id, Reason: "the database is at it, but this program does not have it"}
		}
		nodes = append(nodes, n)
	}
	slices.Sort(nodes)
	return nodes, nil
}
