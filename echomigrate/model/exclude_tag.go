package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseExclusion reads "name(room with =, tsrange(begins, ends) with &&) using gist include (c) deferrable initially deferred where
// condition"; all but the elements may be left out. column finds a column of the table by the name that an element gives.
func parseExclusion(value string, column func(string) (string, error)) (schema.Exclusion, error) {
	s := scanner{value}
	var e schema.Exclusion
	var err error
	if e.Name, err = s.name(); err != nil {
		return e, err
	}
	inside, err := s.group()
	if err != nil {
		return e, err
	}
	parts, err := split(inside)
	if err != nil {
		return e, err
	}
	for _, part := range parts {
		element, err := parseExclusionElement(part, column)
		if err != nil {
			return e, err
		}
		e.Elements = append(e.Elements, element)
	}
	return e, s.exclusionOptions(&e)
}

// parseExclusionElement reads an element of an index without an order, and behind it "with" and the operator.
func parseExclusionElement(text string, column func(string) (string, error)) (schema.ExclusionElement, error) {
	at := strings.LastIndex(strings.ToLower(text), "with")
	if at < 0 {
		return schema.ExclusionElement{}, fmt.Errorf("there is no with and operator in %q", clip(text))
	}
	operator := strings.TrimSpace(text[at+len("with"):])
	if operator == "" {
		return schema.ExclusionElement{}, fmt.Errorf("there is no operator behind with in %q", clip(text))
	}
	e, err := parseElement(text[:at], column)
	if err == nil && (e.Desc || e.Nulls != "") {
		err = fmt.Errorf("an element of an exclusion has no order: %q", clip(text))
	}
	return schema.ExclusionElement{
		Column: e.Column, Expression: e.Expression, Collation: e.Collation, Opclass: e.Opclass, Operator: operator,
	}, err
}

func (s *scanner) exclusionOptions(e *schema.Exclusion) (err error) {
	for !s.done() {
		switch {
		case s.words("using"):
			e.Using, err = s.name()
			e.Using = strings.ToLower(e.Using)
		case s.words("include"):
			e.Include, err = s.names()
		case s.deferrable(&e.Deferrable):
		case s.words("where"):
			if e.Where = unwrapped(s.rest); e.Where == "" {
				err = errors.New("there is no condition behind where")
			}
			s.rest = ""
		default:
			err = s.left()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) exclusionTag(value string) error {
	e, err := parseExclusion(value, r.column)
	if err == nil {
		err = r.resolve(e.Include)
	}
	if err != nil {
		return err
	}
	r.table.Exclusions = append(r.table.Exclusions, e)
	return nil
}
