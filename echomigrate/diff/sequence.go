package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func sequenceObject(id schema.Name) Object { return Object{Kind: KindSequence, Table: id} }

// chooseSequences gives both sides their sequences. What takes no part stays as it is. What nobody here made stays, and is
// listed where no SQL of a revision can have made it.
func chooseSequences(from, to *side, actual *schema.Schema, in Input, history *schema.Schema, chosen *choice) (unmanaged []Object) {
	desired := in.Desired
	from.sequences = actual.Sequences
	for _, q := range desired.Sequences {
		p := Pair{Object: sequenceObject(q.ID()), Desired: q}
		current := actual.Sequence(q.ID())
		if current != nil {
			p.Actual = *current
		}
		switch {
		case !chosen.leavesOut(p):
			to.sequences = append(to.sequences, q)
		case current != nil:
			to.sequences = append(to.sequences, *current)
		}
	}
	if len(actual.Sequences) == 0 {
		return nil
	}
	stays := to.asWritten()
	for _, q := range actual.Sequences {
		if desired.Sequence(q.ID()) != nil {
			continue
		}
		o := sequenceObject(q.ID())
		out, ours := chosen.leavesOut(Pair{Object: o, Actual: q}), history.Sequence(q.ID()) != nil
		if !out && (ours || chosen.prunes(o)) && len(stays.Numbers(q)) == 0 {
			continue
		}
		to.sequences = append(to.sequences, q)
		if !out && !ours && in.Exact {
			unmanaged = append(unmanaged, o)
		}
	}
	return unmanaged
}

// sequences plans what becomes of sequences.
func (p *planner) sequences() {
	from, to := &schema.Schema{Sequences: p.from.sequences}, &schema.Schema{Sequences: p.to.sequences}
	for _, q := range to.Sequences {
		id := q.ID()
		switch there := from.Sequence(id); {
		case there == nil:
			p.add(id, createEnum, op.CreateSequence{Sequence: q})
		case there.Canonical() != q.Canonical():
			p.add(id, createEnum, op.AlterSequence{Schema: id.Schema, Sequence: id.Table, From: *there, To: q})
		}
	}
	written := p.from.asWritten()
	for _, q := range from.Sequences {
		id := q.ID()
		if to.Sequence(id) != nil {
			continue
		}
		// What belongs to a column goes with it: before the column where no default names it, and else it may be gone with the default.
		uses, at := written.Numbers(q), dropEnum
		if len(uses) == 0 {
			at = createEnum
		}
		gone := len(uses) > 0 && !slices.ContainsFunc(uses, func(u schema.Use) bool { return p.keeps(u) })
		p.add(id, at, op.DropSequence{Schema: id.Schema, Sequence: id.Table, IfExists: gone || p.pruned[sequenceObject(id)]})
	}
}

// keeps reports whether a column is there on both sides.
func (p *planner) keeps(u schema.Use) bool {
	t := p.to.byName[u.Table]
	return t != nil && t.canonical.Column(u.Column) != nil
}
