package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// entries prints one entry a line by format, the long form of each with --verbose, or JSON.
func (c call) entries(entries []echomigrate.Entry, format func(echomigrate.Entry) string) (any, error) {
	return c.show(entriesJSON(entries, c.Bool("verbose")), func() { c.list(entries, format) })
}

func (c call) list(entries []echomigrate.Entry, format func(echomigrate.Entry) string) {
	for _, e := range entries {
		if c.Bool("verbose") {
			fmt.Fprint(c.out, long(e))
		} else {
			fmt.Fprintln(c.out, format(e))
		}
	}
}

// short is "8c2f1e0a7b44 (label) (head)", as Alembic writes it.
func short(e echomigrate.Entry) string { return e.Revision.ID + marks(e) }

// withParents is "4a1f0c2b9d3e -> 8c2f1e0a7b44 (head), Add user bio".
func withParents(e echomigrate.Entry) string {
	parents := strings.Join(e.Revision.Revises, ", ")
	if parents == "" {
		parents = "<base>"
	}
	if len(e.Revision.DependsOn) > 0 {
		parents += " (" + strings.Join(e.Revision.DependsOn, ", ") + ")"
	}
	return parents + " -> " + short(e) + ", " + oneLine(e.Revision.Message)
}

func marks(e echomigrate.Entry) string {
	var b strings.Builder
	if len(e.Labels) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(e.Labels, ", "))
	}
	for _, mark := range []struct {
		holds bool
		name  string
	}{{e.Head, "head"}, {e.Current, "current"}, {e.BranchPoint, "branchpoint"}, {e.MergePoint, "mergepoint"}} {
		if mark.holds {
			fmt.Fprintf(&b, " (%s)", mark.name)
		}
	}
	return b.String()
}

// long is the entry over several lines, with its operations.
func long(e echomigrate.Entry) string {
	var b strings.Builder
	r := e.Revision
	fmt.Fprintf(&b, "Rev: %s%s\n", r.ID, marks(e))
	switch len(r.Revises) {
	case 0:
		fmt.Fprintln(&b, "Parent: <base>")
	case 1:
		fmt.Fprintf(&b, "Parent: %s\n", r.Revises[0])
	default:
		fmt.Fprintf(&b, "Merges: %s\n", strings.Join(r.Revises, ", "))
	}
	if len(r.DependsOn) > 0 {
		fmt.Fprintf(&b, "Also depends on: %s\n", strings.Join(r.DependsOn, ", "))
	}
	if r.CompatibleWith != "" {
		fmt.Fprintf(&b, "Compatible with: %s\n", r.CompatibleWith)
	}
	if e.BranchPoint {
		fmt.Fprintf(&b, "Branches into: %s\n", strings.Join(e.Children, ", "))
	}
	if len(e.Labels) > 0 {
		fmt.Fprintf(&b, "Branch names: %s\n", strings.Join(e.Labels, ", "))
	}
	for _, f := range r.Replaces {
		fmt.Fprintf(&b, "Replaces: %s %s\n", f.Tool, strings.Join(f.Versions, ", "))
	}
	fmt.Fprintf(&b, "Path: %s\nCreated: %s\n\n    %s\n\n", cmp.Or(e.Path, r.Source), r.Created, oneLine(r.Message))
	for _, o := range r.Upgrade {
		fmt.Fprintf(&b, "    up    %s\n", o)
	}
	for _, o := range r.Downgrade {
		fmt.Fprintf(&b, "    down  %s\n", o)
	}
	fmt.Fprintln(&b)
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
