package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// SequenceOperation is an operation on a sequence that stands by itself.
type SequenceOperation interface {
	Optional
	// SequenceID is the sequence's name.
	SequenceID() schema.Name
}

// CreateSequence creates a sequence (PostgreSQL).
type CreateSequence struct {
	// Sequence is the sequence to create.
	Sequence schema.Sequence
}

var _ SequenceOperation = kind(CreateSequence{})

func (o CreateSequence) String() string { return "CreateSequence " + o.SequenceID().String() }

// SequenceID is the sequence's name.
func (o CreateSequence) SequenceID() schema.Name { return o.Sequence.ID() }

func (CreateSequence) optional() {}

// Apply adds the sequence.
func (o CreateSequence) Apply(s *schema.Schema) error {
	switch {
	case o.Sequence.Name == "":
		return fmt.Errorf("a sequence needs a name")
	case s.TablesOnly:
		return nil
	case s.Sequence(o.SequenceID()) != nil:
		return exists("sequence", o.SequenceID().String())
	}
	s.Sequences = append(s.Sequences, o.Sequence)
	return nil
}

// Statements is CREATE SEQUENCE.
func (o CreateSequence) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string { return d.CreateSequence(o.Sequence) })
}

// Inverse drops the sequence.
func (o CreateSequence) Inverse(*schema.Schema) (Operation, error) {
	return DropSequence{Schema: o.Sequence.Schema, Sequence: o.Sequence.Name}, nil
}

// AlterSequence changes how a sequence numbers, which goes on where it is (PostgreSQL).
type AlterSequence struct {
	// Schema of the sequence; empty means the default one.
	Schema string
	// Sequence is the sequence's name.
	Sequence string
	// From is how it numbers before, and To afterwards. Their names are those of the sequence.
	From, To schema.Sequence
}

var _ SequenceOperation = kind(AlterSequence{})

func (o AlterSequence) String() string { return "AlterSequence " + o.SequenceID().String() }

// SequenceID is the sequence's name.
func (o AlterSequence) SequenceID() schema.Name {
	return schema.Name{Schema: o.Schema, Table: o.Sequence}
}

func (AlterSequence) optional() {}

// Apply sets how the sequence numbers.
func (o AlterSequence) Apply(s *schema.Schema) error {
	if s.TablesOnly {
		return nil
	}
	q, err := findSequence(s, o.SequenceID())
	if err == nil {
		q.Type, q.Options = o.To.Type, o.To.Options
	}
	return err
}

// Statements is ALTER SEQUENCE, which never restarts it.
func (o AlterSequence) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string { return d.AlterSequence(o.SequenceID(), o.From, o.To) })
}

// Inverse lets it number as before.
func (o AlterSequence) Inverse(*schema.Schema) (Operation, error) {
	o.From, o.To = o.To, o.From
	return o, nil
}

// DropSequence drops a sequence that no default names (PostgreSQL).
type DropSequence struct {
	// Schema of the sequence; empty means the default one.
	Schema string
	// Sequence is the sequence's name.
	Sequence string
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

var _ SequenceOperation = kind(DropSequence{})

func (o DropSequence) String() string { return "DropSequence " + o.SequenceID().String() }

// SequenceID is the sequence's name.
func (o DropSequence) SequenceID() schema.Name {
	return schema.Name{Schema: o.Schema, Table: o.Sequence}
}

func (DropSequence) optional() {}

// Apply removes the sequence. One that a default names cannot be dropped.
func (o DropSequence) Apply(s *schema.Schema) error {
	if s.TablesOnly {
		return nil
	}
	q, err := findSequence(s, o.SequenceID())
	if err != nil {
		return passOver(o.IfExists, "sequence", err)
	}
	if uses := s.Numbers(*q); len(uses) > 0 {
		return fmt.Errorf("column %s of table %s takes its default from it: drop or alter the column first", uses[0].Column, uses[0].Table)
	}
	s.RemoveSequence(o.SequenceID())
	return nil
}

// Statements is DROP SEQUENCE.
func (o DropSequence) Statements(d Dialect) ([]string, error) {
	return extended(d, func(d Extended) []string {
		return []string{"DROP SEQUENCE " + ifExists(o.IfExists) + d.QuoteTable(o.SequenceID())}
	})
}

// Inverse creates the sequence as it was, to begin at its start.
func (o DropSequence) Inverse(before *schema.Schema) (Operation, error) {
	q, err := findSequence(before, o.SequenceID())
	if err != nil {
		return nil, err
	}
	return CreateSequence{Sequence: *q}, nil
}

func findSequence(s *schema.Schema, name schema.Name) (*schema.Sequence, error) {
	if q := s.Sequence(name); q != nil {
		return q, nil
	}
	known := names(s.Sequences, func(q schema.Sequence) string { return q.ID().String() })
	return nil, &NotFoundError{Kind: "sequence", Name: name.String(), Known: known}
}
