package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseIdentity reads "always start 100 increment 5"; by default is what it is otherwise.
func parseIdentity(c *schema.Column, value string) error {
	s := scanner{value}
	c.Identity = schema.IdentityByDefault
	if !s.words("by", "default") && s.words("always") {
		c.Identity = schema.IdentityAlways
	}
	if err := s.sequence(&c.IdentityOptions); err != nil {
		return fmt.Errorf("%w: it is always or by default, and behind that start, increment, minvalue, maxvalue, cache, cycle", err)
	}
	return nil
}

// sequence reads the options of a sequence, up to the end.
func (s *scanner) sequence(o *schema.SequenceOptions) error {
	for !s.done() {
		read, err := s.sequenceOption(o)
		if err == nil && !read {
			err = s.left()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sequenceOption reads one option of a sequence.
func (s *scanner) sequenceOption(o *schema.SequenceOptions) (read bool, err error) {
	switch {
	case s.words("no", "minvalue"):
		o.Min = ""
	case s.words("no", "maxvalue"):
		o.Max = ""
	case s.words("no", "cycle"):
		o.Cycle = false
	case s.words("cycle"):
		o.Cycle = true
	case s.words("start", "with"), s.words("start"):
		err = s.number(&o.Start, "start")
	case s.words("increment", "by"), s.words("increment"):
		err = s.number(&o.Increment, "increment")
	case s.words("minvalue"):
		err = s.number(&o.Min, "minvalue")
	case s.words("maxvalue"):
		err = s.number(&o.Max, "maxvalue")
	case s.words("cache"):
		err = s.number(&o.Cache, "cache")
	default:
		return false, nil
	}
	return true, err
}

// number reads a whole number.
func (s *scanner) number(n *string, behind string) error {
	s.skip()
	word, rest, _ := strings.Cut(s.rest, " ")
	if _, err := strconv.ParseInt(word, 10, 64); err != nil {
		return fmt.Errorf("there is no whole number behind %s in %q", behind, clip(s.rest))
	}
	*n, s.rest = word, rest
	return nil
}

// sequenceTag remembers a sequence that stands by itself: "orders_number_seq as integer start 100 increment 5".
func (r *reading) sequenceTag(value string) error {
	s := scanner{value}
	var q schema.Sequence
	var err error
	if q.Name, err = s.name(); err != nil {
		return err
	}
	if s.words("as") {
		if q.Type, err = s.name(); err != nil {
			return err
		}
		switch q.Type = schema.TypeName(q.Type); q.Type {
		case "smallint", "integer", "bigint":
		default:
			return fmt.Errorf("a sequence is smallint, integer or bigint, not %s", q.Type)
		}
	}
	if err := s.sequence(&q.Options); err != nil {
		return fmt.Errorf("%w: behind the name there is as, start, increment, minvalue, maxvalue, cache, cycle", err)
	}
	if err := (op.CreateSequence{Sequence: q}).Apply(&schema.Schema{}); err != nil {
		return err
	}
	r.sequences = append(r.sequences, q)
	return nil
}

// sequences are those of all models; several may say the same one.
func sequences(read []*reading) ([]schema.Sequence, error) {
	all := &schema.Schema{}
	for _, r := range read {
		for _, q := range r.sequences {
			switch there := all.Sequence(q.ID()); {
			case there == nil:
				all.Sequences = append(all.Sequences, q)
			case there.Canonical() != q.Canonical():
				return nil, fmt.Errorf("%s: sequence %s is said otherwise elsewhere: say its options in one place", modelName(r.typ), q.Name)
			}
		}
	}
	return all.Sequences, nil
}
