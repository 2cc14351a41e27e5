package sqlite

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// state is the schema as the operations compiled so far leave it. It is asked for only where a step depends on it.
type state struct {
	before func() (*schema.Schema, error)
	// known is nil until it is asked for.
	known *schema.Schema
	// done are the operations before that.
	done []op.Operation
	// blind is set behind an operation whose effect is not known: what does not fit then may fit when it is compiled again.
	blind bool
}

// schema is the schema as it is now; it may be changed in place by nobody but apply.
func (s *state) schema() (*schema.Schema, error) {
	if s.known != nil {
		return s.known, nil
	}
	before, err := s.before()
	if err != nil {
		return nil, fmt.Errorf("the schema before: %w", err)
	}
	s.known = before.Clone()
	for _, o := range s.done {
		if err := o.Apply(s.known); err != nil && !s.blind {
			return nil, fmt.Errorf("%s, which runs before: %w", o, err)
		}
	}
	return s.known, nil
}

// apply takes an operation in.
func (s *state) apply(o op.Operation) error {
	if s.known == nil {
		s.done = append(s.done, o)
		return nil
	}
	if err := o.Apply(s.known); err != nil && !s.blind {
		return err
	}
	return nil
}
