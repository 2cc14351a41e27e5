package schema

import (
	"cmp"
	"slices"
	"strings"
)

// Sequence is a sequence that stands by itself: what serial and identity columns own is part of these.
type Sequence struct {
	// Schema the sequence is in; empty means the connection's default one.
	Schema string
	// Name is the sequence's name as the database stores it, without quotes.
	Name string
	// Type of its numbers: smallint, integer or bigint. Default: bigint.
	Type string
	// Options say how it numbers. Default: 1, 2, 3 and so on.
	Options SequenceOptions
}

// ID is the sequence's name.
func (q Sequence) ID() Name { return Name{Schema: q.Schema, Table: q.Name} }

// Canonical is the sequence in its one spelling, without what it does anyhow.
func (q Sequence) Canonical() Sequence {
	q.Type = TypeName(cmp.Or(q.Type, "bigint"))
	q.Options = q.Options.Of(q.Type)
	if q.Type == "bigint" {
		q.Type = ""
	}
	return q
}

// IsIn reports whether an expression, as PostgreSQL writes it, names the sequence.
func (q Sequence) IsIn(expression string) bool {
	named := spell(q.Name, false)
	if q.Schema != "" {
		named = spell(q.Schema, false) + "." + named
	}
	return strings.Contains(expression, literal(named))
}

// Sequence finds a sequence; nil when there is none. The pointer is into the schema.
func (s *Schema) Sequence(name Name) *Sequence {
	for i := range s.Sequences {
		if s.Sequences[i].ID() == name {
			return &s.Sequences[i]
		}
	}
	return nil
}

// RemoveSequence takes a sequence out; it does nothing when there is none of that name.
func (s *Schema) RemoveSequence(name Name) {
	s.Sequences = slices.DeleteFunc(s.Sequences, func(q Sequence) bool { return q.ID() == name })
}

// Numbers lists the columns whose default names a sequence.
func (s *Schema) Numbers(q Sequence) (uses []Use) {
	for _, t := range s.Tables {
		for _, c := range t.Columns {
			if q.IsIn(c.Default) {
				uses = append(uses, Use{t.ID(), c.Name})
			}
		}
	}
	return uses
}
