package model

import (
	"errors"
	"regexp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseIndex reads "name(a, b desc nulls last, lower(c)) using gin include (d) nulls not distinct with (fillfactor = 70) where
// condition"; all but the elements may be left out. column finds a column of the table by the name that an element gives.
func parseIndex(value string, column func(string) (string, error)) (schema.Index, error) {
	s := scanner{value}
	var i schema.Index
	var err error
	if i.Name, err = s.name(); err != nil {
		return i, err
	}
	inside, err := s.group()
	if err != nil {
		return i, err
	}
	parts, err := split(inside)
	if err != nil {
		return i, err
	}
	var key []schema.Element
	for _, part := range parts {
		e, err := parseElement(part, column)
		if err != nil {
			return i, err
		}
		key = append(key, e)
	}
	i = i.WithKey(key)
	return i, s.indexOptions(&i)
}

func (s *scanner) indexOptions(i *schema.Index) (err error) {
	for !s.done() {
		switch {
		case s.words("using"):
			i.Using, err = s.name()
			if i.Using = strings.ToLower(i.Using); i.Using == "btree" {
				i.Using = ""
			}
		case s.words("include"):
			i.Include, err = s.names()
		case s.words("nulls", "not", "distinct"):
			i.NullsNotDistinct = true
		case s.words("with"):
			i.With, err = s.parameters()
		case s.words("where"):
			if i.Where = unwrapped(s.rest); i.Where == "" {
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

// parameters reads storage parameters in parentheses, each as name=value.
func (s *scanner) parameters() ([]string, error) {
	inside, err := s.group()
	if err != nil {
		return nil, err
	}
	parts, err := split(inside)
	for i, part := range parts {
		name, value, valued := strings.Cut(part, "=")
		if parts[i] = strings.TrimSpace(name); valued {
			parts[i] += "=" + strings.TrimSpace(value)
		}
		if parts[i] == "" {
			return nil, errors.New("a storage parameter has no name")
		}
	}
	return parts, err
}

// ordering is what may stand at the end of an element.
var ordering = regexp.MustCompile(`(?is)^(.*?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$`)

// parseElement reads a column or an expression, and behind it "collate name", an operator class, "asc" or "desc", "nulls first"
// or "nulls last".
func parseElement(text string, column func(string) (string, error)) (schema.Element, error) {
	parts := ordering.FindStringSubmatch(strings.TrimSpace(text))
	e := schema.Element{Desc: strings.EqualFold(parts[2], "desc"), Nulls: strings.ToLower(parts[3])}
	s := scanner{parts[1]}
	name, isExpression, err := s.subject()
	if err != nil {
		return e, err
	}
	subject := parts[1][:len(parts[1])-len(s.rest)]
	if subject == "" && s.rest == "" {
		return e, errors.New("an element of the index is empty")
	}
	if subject == "" || !s.sorting(&e) {
		// It is more than a name, a call or a pair of parentheses, so that all of it is the expression.
		e.Expression, e.Collation, e.Opclass = unwrapped(parts[1]), "", ""
		return e, nil
	}
	if isExpression {
		e.Expression = unwrapped(subject)
		return e, nil
	}
	e.Column, err = column(name)
	return e, err
}

// subject reads a column's name, a call of a function or an expression in parentheses.
func (s *scanner) subject() (name string, isExpression bool, err error) {
	if name, err = s.name(); err != nil {
		return "", false, err
	}
	if strings.HasPrefix(s.rest, "(") {
		_, err = s.group()
		isExpression = true
	}
	return name, isExpression, err
}

// sorting reads a collation and an operator class; it reports whether that was all.
func (s *scanner) sorting(e *schema.Element) bool {
	var err error
	if s.words("collate") {
		if e.Collation, err = s.name(); err != nil || e.Collation == "" {
			return false
		}
	}
	s.skip()
	begin := s.rest
	if _, err = s.name(); err == nil && strings.HasPrefix(s.rest, "(") {
		_, err = s.group()
	}
	e.Opclass = begin[:len(begin)-len(s.rest)]
	return err == nil && s.done()
}
