// Package render writes revisions as Go source.
package render

import (
	"bytes"
	"fmt"
	"go/format"
	"reflect"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Options say how a revision file is written. The zero value is a good one.
type Options struct {
	// Package is the name in the package clause. Default: "versions".
	Package string
	// ImportPath is the import path of that package; its own functions and types are written without an import.
	// Default: every import path that ends in Package.
	ImportPath string
	// Comments are lines to write above operations of Upgrade, by the operation's place in the list, from 0.
	// What stands at the list's length or behind comes at its end. Default: none.
	Comments map[int][]string
	// DowngradeComments are the same for Downgrade. Default: none.
	DowngradeComments map[int][]string
}

// Revision is the source of the file that registers r, formatted as gofmt -s does. Every field of r and of its operations
// that is not zero is written, Source apart. A value that no Go literal can say, such as a closure, is an error that names
// the operation.
func Revision(r revision.Revision, o Options) ([]byte, error) {
	if o.Package == "" {
		o.Package = "versions"
	}
	p := printer{refs: newReferences(o.Package, o.ImportPath)}
	literal, err := p.revision(r, map[string]map[int][]string{"Upgrade": o.Comments, "Downgrade": o.DowngradeComments})
	if err != nil {
		return nil, fmt.Errorf("render: revision %s: %w", r.ID, err)
	}
	var b bytes.Buffer
	for _, line := range headline(r) {
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "package %s\n\n", o.Package)
	b.WriteString(p.refs.imports())
	fmt.Fprintf(&b, "\nfunc init() {\nRepository.Register(%s)\n}\n", literal.broken(1, false))
	source, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("render: revision %s: package name %q: %w", r.ID, o.Package, err)
	}
	return source, nil
}

// headline is the doc comment: the message, and where the revision stands.
func headline(r revision.Revision) []string {
	lines := comment(r.Message)
	if len(lines) > 0 {
		lines = append(lines, "//")
	}
	place := "Revision " + r.ID + ", a base"
	if len(r.Revises) > 0 {
		place = "Revision " + r.ID + ", revises " + enumerate(r.Revises)
	}
	if r.Created != "" {
		place += ", created " + r.Created
	}
	return append(lines, comment(place+".")...)
}

// enumerate is "a", "a and b", "a, b and c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// revision is the literal of a revision: its lists of operations stand apart, and are there even when they are empty.
func (p *printer) revision(r revision.Revision, comments map[string]map[int][]string) (node, error) {
	v := reflect.ValueOf(r)
	name, err := p.refs.typeName(v.Type())
	if err != nil {
		return node{}, err
	}
	literal := node{composite: true, open: name}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Name == "Source" {
			continue
		}
		if ops, is := v.Field(i).Interface().([]op.Operation); is {
			list, err := p.operations(ops, comments[field.Name])
			if err != nil {
				return node{}, fmt.Errorf("%s, %w", strings.ToLower(field.Name), err)
			}
			literal.items = append(literal.items, item{key: field.Name, value: list, gap: true})
			continue
		}
		if isEmpty(v.Field(i)) {
			continue
		}
		value, err := p.value(v.Field(i), inField)
		if err != nil {
			return node{}, fmt.Errorf("%s: %w", field.Name, err)
		}
		literal.items = append(literal.items, item{key: field.Name, value: value})
	}
	return literal, nil
}

// operations is the literal of a list of operations, with the comments above them.
func (p *printer) operations(ops []op.Operation, comments map[int][]string) (node, error) {
	name, err := p.refs.typeName(reflect.TypeOf(ops))
	if err != nil {
		return node{}, err
	}
	list := node{composite: true, open: name, lines: true}
	for i := range ops {
		value, err := p.value(reflect.ValueOf(ops).Index(i), inAny)
		if err != nil {
			return node{}, fmt.Errorf("step %d: %w", i+1, err)
		}
		list.items = append(list.items, item{value: value, comment: comment(comments[i]...)})
	}
	var behind []int
	for i := range comments {
		if i >= len(ops) {
			behind = append(behind, i)
		}
	}
	slices.Sort(behind)
	for _, i := range behind {
		list.end = append(list.end, comment(comments[i]...)...)
	}
	return list, nil
}
