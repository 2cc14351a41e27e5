package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseCheck reads "expression", or "name: expression"; "(expression) no inherit not valid" says how the constraint is added.
func parseCheck(value string) schema.Check {
	var c schema.Check
	s := scanner{value}
	name, err := s.name()
	if s.skip(); err == nil && name != "" && strings.HasPrefix(s.rest, ":") && !strings.HasPrefix(s.rest, "::") {
		c.Name, value = name, s.rest[1:]
	}
	c.Expression = unwrapped(value)
	s = scanner{value}
	inside, err := s.group()
	if err != nil {
		return c
	}
	options := c
	for options.Expression = unwrapped(inside); !s.done(); {
		switch {
		case s.words("no", "inherit"):
			options.NoInherit = true
		case s.words("not", "valid"):
			options.NotValid = true
		default:
			return c // what follows the parentheses belongs to the expression
		}
	}
	return options
}

// parseUnique reads "name(a, b) include (c) nulls not distinct deferrable initially deferred"; all but the columns may be left
// out.
func parseUnique(value string) (schema.Key, error) {
	s := scanner{value}
	var k schema.Key
	var err error
	if k.Name, err = s.name(); err != nil {
		return k, err
	}
	if k.Columns, err = s.names(); err != nil {
		return k, err
	}
	for !s.done() {
		switch {
		case s.words("include"):
			k.Include, err = s.names()
		case s.words("nulls", "not", "distinct"):
			k.NullsNotDistinct = true
		case s.deferrable(&k.Deferrable):
		default:
			err = s.left()
		}
		if err != nil {
			return k, err
		}
	}
	return k, nil
}

// parseForeignKey reads "name(a, b) references schema.table(c, d) on delete cascade on update restrict match full deferrable
// initially deferred not valid"; the name, the schema and what follows the columns may be left out.
func parseForeignKey(value string) (schema.ForeignKey, error) {
	s := scanner{value}
	var f schema.ForeignKey
	var err error
	if f.Name, err = s.name(); err != nil {
		return f, err
	}
	if f.Columns, err = s.names(); err != nil {
		return f, err
	}
	if !s.words("references") {
		return f, errors.New("there is no references behind the columns")
	}
	if f.RefSchema, f.RefTable, err = s.qualified(); err != nil {
		return f, err
	}
	if f.RefTable == "" {
		return f, errors.New("there is no table behind references")
	}
	if f.RefColumns, err = s.names(); err != nil {
		return f, err
	}
	if len(f.Columns) != len(f.RefColumns) {
		return f, fmt.Errorf("it has %d columns and refers to %d", len(f.Columns), len(f.RefColumns))
	}
	for !s.done() {
		switch {
		case s.words("on", "delete"):
			f.OnDelete, err = s.action()
		case s.words("on", "update"):
			f.OnUpdate, err = s.action()
		case s.words("match", "full"):
			f.Match = "FULL"
		case s.words("match", "simple"):
		case s.words("not", "valid"):
			f.NotValid = true
		case s.deferrable(&f.Deferrable):
		default:
			err = s.left()
		}
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

// actions are the words for what a foreign key does.
var actions = []struct {
	words  string
	action schema.Action
}{
	{"CASCADE", schema.Cascade}, {"RESTRICT", schema.Restrict}, {"SET NULL", schema.SetNull},
	{"SET DEFAULT", schema.SetDefault}, {"NO ACTION", ""},
}

func (s *scanner) action() (schema.Action, error) {
	var known []string
	for _, a := range actions {
		if s.words(strings.Fields(a.words)...) {
			return a.action, nil
		}
		known = append(known, a.words)
	}
	s.skip()
	message := fmt.Sprintf("there is no action %q", clip(s.rest))
	message += op.DidYouMean(s.rest, known)
	return "", errors.New(message)
}

// deferrable reads DEFERRABLE and what may follow it.
func (s *scanner) deferrable(d *schema.Deferrable) bool {
	switch {
	case s.words("deferrable", "initially", "deferred"):
		*d = schema.InitiallyDeferred
	case s.words("deferrable", "initially", "immediate"), s.words("deferrable"):
		*d = schema.InitiallyImmediate
	default:
		return false
	}
	return true
}
