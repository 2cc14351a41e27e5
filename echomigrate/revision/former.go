package revision

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Former are migrations of another tool that a revision stands in for, so that a database which has them has the revision.
type Former struct {
	// Tool is the other tool: goose, golang-migrate, bun or alembic.
	Tool string
	// Versions are the migrations in the tool's order, as its version table spells them: all of them for goose and bun, whose tables
	// list all that are applied, and for the others those that the database is at.
	Versions []string
	// Database is the database's name among several. Default: the only one, or the first.
	Database string
}

// FormerError says why no revisions stand for what another tool has applied.
type FormerError struct {
	// At is what the tool has applied.
	At Former
	// Revision is the ID of the one that comes nearest; empty where no revision replaces anything of the tool.
	Revision string
	// Missing are migrations that the revision replaces and that are not applied.
	Missing []string
	// Unknown are migrations that are applied and that no revision replaces, where none is missing.
	Unknown []string
}

// Error says what the database has and what the revision would need.
func (e *FormerError) Error() string {
	at := "has applied nothing"
	if len(e.At.Versions) > 0 {
		at = "is at " + e.At.Versions[len(e.At.Versions)-1]
	}
	switch {
	case e.Revision == "":
		return fmt.Sprintf("no revision says what it replaces of %s, which %s", e.At.Tool, at)
	case len(e.Missing) > 0:
		return fmt.Sprintf("%s %s, without %s, which revision %s replaces", e.At.Tool, at, Listed(e.Missing, ", "), e.Revision)
	default:
		return fmt.Sprintf("%s has applied %s, which no revision replaces", e.At.Tool, Listed(e.Unknown, ", "))
	}
}

// StandIns lists the IDs of the revisions that stand for what another tool has applied: those that replace nothing else, and for
// a version of their own ID those that replace nothing. whole says that at has all versions that are applied, and not only the
// current ones. The error is a FormerError unless they stand for all of it.
func (g *Graph) StandIns(at Former, whole bool) ([]string, error) {
	s := g.standIns(at)
	if len(s.any) == 0 {
		return nil, &FormerError{At: at}
	}
	if err := s.missing(whole); err != nil {
		return nil, err
	}
	var replaced, ids []string
	for _, n := range s.full {
		replaced, ids = append(replaced, s.replaces[n]...), append(ids, g.nodes[n].ID)
	}
	unknown := slices.DeleteFunc(slices.Clone(at.Versions), func(v string) bool { return slices.Contains(replaced, v) })
	if len(unknown) > 0 {
		return nil, &FormerError{At: at, Revision: g.nodes[s.any[len(s.any)-1]].ID, Unknown: unknown}
	}
	return ids, nil
}

// standIns are a graph's revisions beside what another tool has applied.
type standIns struct {
	*Graph
	at Former
	// replaces are the versions of the tool that each node replaces.
	replaces map[node][]string
	// any are the nodes that replace some; full those of them all of whose versions are applied, in load order.
	any, full []node
}

func (g *Graph) standIns(at Former) standIns {
	s := standIns{Graph: g, at: at, replaces: map[node][]string{}}
	for _, n := range g.order {
		versions := g.nodes[n].replaces(at)
		if len(versions) == 0 {
			continue
		}
		s.replaces[n] = versions
		s.any = append(s.any, n)
		if len(s.lacks(n)) == 0 {
			s.full = append(s.full, n)
		}
	}
	return s
}

// replaces are the versions that a revision replaces of the tool in the database.
func (r Revision) replaces(at Former) (versions []string) {
	for _, f := range r.Replaces {
		if f.Tool == at.Tool && f.Database == at.Database {
			versions = append(versions, f.Versions...)
		}
	}
	if len(r.Replaces) == 0 && slices.Contains(at.Versions, r.ID) {
		versions = []string{r.ID}
	}
	return versions
}

// lacks are the versions that a node replaces and that are not applied.
func (s standIns) lacks(n node) []string {
	return slices.DeleteFunc(slices.Clone(s.replaces[n]), func(v string) bool { return slices.Contains(s.at.Versions, v) })
}

// missing reports a node of which only a part is applied, or that is below one that is; where none is in full, the nearest.
func (s standIns) missing(whole bool) error {
	below := s.requires.reach(s.full)
	for _, n := range s.any {
		lacks := s.lacks(n)
		if whole && len(lacks) > 0 && (below[n] || len(lacks) < len(s.replaces[n])) {
			return &FormerError{At: s.at, Revision: s.nodes[n].ID, Missing: lacks}
		}
	}
	if len(s.full) > 0 {
		return nil
	}
	for _, n := range s.any {
		if lacks := s.lacks(n); !precedes(lacks, s.at.Versions) {
			return &FormerError{At: s.at, Revision: s.nodes[n].ID, Missing: lacks}
		}
	}
	return nil
}

// precedes reports whether all of some versions are numbers below one of others.
func precedes(some, others []string) bool {
	return !slices.ContainsFunc(some, func(v string) bool {
		return !slices.ContainsFunc(others, func(o string) bool { return isNumber(v) && isNumber(o) && compareNumbers(v, o) < 0 })
	})
}

func isNumber(v string) bool { return v != "" && strings.Trim(v, "0123456789") == "" }

func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}
