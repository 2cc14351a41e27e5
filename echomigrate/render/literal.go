package render

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// printer turns values into Go source. It knows nothing about single operations and nouns: it reads their fields.
type printer struct {
	refs *references
}

// place is where a value stands. It decides which types must be written.
type place int

const (
	// inAny is a place of an interface type: the literal alone must give the value's type.
	inAny place = iota
	// inField is a place of the value's own type: words need no type, composite literals do.
	inField
	// inList is an element of a list or map of the value's own type: nothing needs a type.
	inList
)

// value is the source of any value.
func (p *printer) value(v reflect.Value, at place) (node, error) {
	if !v.IsValid() {
		return node{word: "nil"}, nil
	}
	switch v.Kind() {
	case reflect.Interface:
		return p.dynamic(v)
	case reflect.Struct:
		if v.Type() == timeType {
			return p.time(v)
		}
		return p.structure(v, at)
	case reflect.Pointer:
		return p.pointer(v, at)
	case reflect.Slice, reflect.Array:
		return p.list(v, at)
	case reflect.Map:
		return p.mapping(v, at)
	case reflect.Func:
		return p.function(v, at)
	default:
		return p.scalar(v, at)
	}
}

// dynamic is the source of what an interface holds. An error within an operation names the operation.
func (p *printer) dynamic(v reflect.Value) (node, error) {
	if v.IsNil() {
		return node{word: "nil"}, nil
	}
	n, err := p.value(v.Elem(), inAny)
	if o, is := v.Interface().(op.Operation); is {
		n.operation = true
		if err != nil {
			err = fmt.Errorf("%s: %w", o, err)
		}
	}
	return n, err
}

func (p *printer) structure(v reflect.Value, at place) (node, error) {
	n, err := p.open(v.Type(), at)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if err != nil {
			break
		}
		if op.IsEmpty(v.Field(i)) {
			continue
		}
		if !field.IsExported() {
			return node{}, fmt.Errorf("%s.%s is not exported: a file cannot say it", v.Type(), field.Name)
		}
		it := item{key: field.Name}
		if it.value, err = p.value(v.Field(i), inField); err != nil {
			err = fmt.Errorf("%s: %w", field.Name, err)
		}
		n.items = append(n.items, it)
	}
	return n, err
}

func (p *printer) list(v reflect.Value, at place) (node, error) {
	element := v.Type().Elem()
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return p.null(v.Type(), at)
		}
		if element.Kind() == reflect.Uint8 {
			return p.bytes(v)
		}
	}
	n, err := p.open(v.Type(), at)
	for i := range v.Len() {
		if err != nil {
			break
		}
		it := item{}
		if it.value, err = p.value(v.Index(i), inList); err != nil && element.Kind() != reflect.Uint8 {
			err = fmt.Errorf("%d: %w", i+1, err)
		}
		n.lines = n.lines || it.value.composite
		n.items = append(n.items, it)
	}
	n.rows = n.lines && element.Kind() != reflect.Interface
	return n, err
}

func (p *printer) mapping(v reflect.Value, at place) (node, error) {
	if v.IsNil() {
		return p.null(v.Type(), at)
	}
	n, err := p.open(v.Type(), at)
	for _, key := range v.MapKeys() {
		if err != nil {
			break
		}
		var it item
		var k node
		if k, err = p.value(key, inList); err == nil {
			it.key = k.flat()
			it.value, err = p.value(v.MapIndex(key), inList)
		}
		n.items = append(n.items, it)
	}
	slices.SortFunc(n.items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
	return n, err
}

func (p *printer) pointer(v reflect.Value, at place) (node, error) {
	if v.IsNil() {
		return p.null(v.Type(), at)
	}
	if v.Elem().Kind() != reflect.Struct || v.Elem().Type() == timeType {
		return node{}, fmt.Errorf("a %s cannot be written as a literal: give the value itself", v.Type())
	}
	n, err := p.value(v.Elem(), at)
	if at != inList {
		n.open = "&" + n.open
	}
	return n, err
}

// open begins a composite literal; in a list of its own type it needs no type.
func (p *printer) open(t reflect.Type, at place) (node, error) {
	if at == inList {
		return node{composite: true}, nil
	}
	name, err := p.refs.typeName(t)
	return node{composite: true, open: name}, err
}

// null is a nil of a type that is not an interface.
func (p *printer) null(t reflect.Type, at place) (node, error) {
	if at != inAny {
		return node{word: "nil"}, nil
	}
	name, err := p.refs.typeName(t)
	if t.Kind() == reflect.Pointer {
		name = "(" + name + ")"
	}
	return node{word: name + "(nil)"}, err
}
