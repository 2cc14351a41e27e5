package model

import (
	"fmt"
	"strconv"
	"strings"

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
