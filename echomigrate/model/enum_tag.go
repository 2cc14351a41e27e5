package model

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// enumerated is what a Go type has that gives the values of its enum type in their order.
type enumerated interface {
	EnumValues() []string
}

// saidEnum is an enum type as a field says it.
type saidEnum struct {
	schema.Enum
	// renames are those that the tag declares: of the type, then of values.
	renames []op.Operation
	// where is the field's place.
	where string
}

// parseEnum reads "schema.name was old_name (value, 'another value' was 'old value')"; all but the name or the values may be left
// out.
func parseEnum(value string) (saidEnum, error) {
	s := scanner{value}
	var e saidEnum
	var err error
	if e.Schema, e.Name, err = s.qualified(); err != nil {
		return e, err
	}
	var was string
	if e.Name != "" && s.words("was") {
		if was, err = s.name(); err == nil && was == "" {
			err = errors.New("there is no name behind was")
		}
		if err != nil {
			return e, err
		}
		e.renames = append(e.renames, op.RenameEnum{Schema: e.Schema, From: was, To: e.Name})
	}
	if s.done() {
		return e, nil
	}
	inside, err := s.group()
	if err == nil && !s.done() {
		err = s.left()
	}
	if err != nil {
		return e, err
	}
	parts, err := split(inside)
	if err != nil {
		return e, err
	}
	for _, part := range parts {
		if err := e.value(part); err != nil {
			return e, err
		}
	}
	return e, nil
}

// value reads "value was 'old value' was older".
func (e *saidEnum) value(part string) error {
	s := scanner{part}
	name, err := s.value()
	if err != nil {
		return err
	}
	e.Values = append(e.Values, name)
	for !s.done() {
		if !s.words("was") {
			return s.left()
		}
		old, err := s.value()
		if err != nil {
			return err
		}
		e.renames = append(e.renames, op.RenameEnumValue{From: old, To: name})
	}
	return nil
}

// value reads a value of an enum type: a word up to the next space, or a text in quotes.
func (s *scanner) value() (string, error) {
	s.skip()
	if s.rest == "" {
		return "", errors.New("a value is empty")
	}
	n, quote := strings.IndexAny(s.rest, " \t\n"), s.rest[0]
	isQuoted := quote == '\'' || quote == '"'
	if n < 0 {
		n = len(s.rest)
	}
	if isQuoted {
		var err error
		if n, err = closing(s.rest); err != nil {
			return "", err
		}
	}
	value := s.rest[:n]
	s.rest = s.rest[n:]
	if isQuoted {
		value = strings.ReplaceAll(value[1:n-1], string([]byte{quote, quote}), string(quote))
	}
	return value, nil
}

// enumType is the type of a column whose migrate tag names its enum type; empty where it does not.
func enumType(f *bunschema.Field, tags []option) string {
	i := slices.IndexFunc(tags, func(o option) bool { return o.name == "enum" })
	if i < 0 {
		return ""
	}
	e, err := parseEnum(tags[i].value)
	if err != nil || e.Name == "" {
		return ""
	}
	e.Schema = inSchema(f.Table.Dialect(), e.Schema, "").Schema
	if isArray(f) {
		return e.Type() + "[]"
	}
	return e.Type()
}

// enum remembers the enum type that a column's tag says.
func (r *reading) enum(f *bunschema.Field, o option, c schema.Column) error {
	e, err := parseEnum(o.value)
	if err != nil {
		return err
	}
	e.where = place(r.typ, f)
	id, _ := schema.TypeID(c.Type)
	if e.Name == "" {
		if !f.Tag.HasOption("type") {
			return errors.New(`it has no name: write it before the values, as in enum:mood(sad, ok), or give the column a type, as in bun:"type:mood"`)
		}
		e.Schema, e.Name = id.Schema, id.Table
	}
	e.Schema = inSchema(r.bun.Dialect(), e.Schema, "").Schema
	if !e.IsTypeOf(c.Type) {
		return fmt.Errorf("the column's type is %s, not %s: leave one of them out", c.Type, e.Type())
	}
	if err := e.complete(f); err != nil {
		return err
	}
	if err := (op.CreateEnum{Enum: e.Enum}).Apply(&schema.Schema{}); err != nil {
		return err
	}
	r.enums = append(r.enums, e)
	return nil
}

// complete takes the values from the Go type where the tag has none, and gives renames the name of the type.
func (e *saidEnum) complete(f *bunschema.Field) error {
	t := f.IndirectType
	if isArray(f) {
		t = t.Elem()
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if len(e.Values) == 0 {
		lister, is := reflect.New(t).Interface().(enumerated)
		if !is {
			return fmt.Errorf("it has no values: write enum:%s(a, b), or give the Go type %s a method EnumValues() []string", e.Name, t)
		}
		if err := attempt(t, func() { e.Values = lister.EnumValues() }); err != nil {
			return err
		}
	}
	for i, o := range e.renames {
		switch o := o.(type) {
		case op.RenameEnum:
			o.Schema = e.Schema
			e.renames[i] = o
		case op.RenameEnumValue:
			o.Schema, o.Enum = e.Schema, e.Name
			e.renames[i] = o
		}
	}
	return nil
}

// enums joins the enum types of all tables, each with the renames that any field declares.
func enums(read []*reading) (all []schema.Enum, renames []op.Operation, faults []error) {
	said := map[schema.Name]saidEnum{}
	tables := map[schema.Name]string{}
	for _, r := range read {
		tables[r.table.ID()] = modelName(r.typ)
	}
	for _, r := range read {
		for _, e := range r.enums {
			other, twice := said[e.ID()]
			if model, taken := tables[e.ID()]; taken {
				faults = append(faults, fmt.Errorf("%s: enum type %s has the name of the table of %s: PostgreSQL has a type of that name already", e.where, e.ID(), model))
			}
			if twice && !slices.Equal(e.Values, other.Values) {
				faults = append(faults, fmt.Errorf("%s and %s give enum type %s different values: (%s) and (%s)",
					other.where, e.where, e.ID(), strings.Join(other.Values, ", "), strings.Join(e.Values, ", ")))
			}
			for _, o := range e.renames {
				if !slices.Contains(renames, o) {
					renames = append(renames, o)
				}
			}
			if !twice {
				said[e.ID()] = e
				all = append(all, e.Enum)
			}
		}
	}
	slices.SortFunc(all, func(a, b schema.Enum) int { return a.ID().Compare(b.ID()) })
	return all, renames, faults
}
