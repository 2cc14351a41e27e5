// Package render writes revisions as Go source.
package render

import (
	"fmt"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/gotemplate"
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
	// Template is the form of the file, a text/template over a File. What it makes is formatted, and must be in the package and
	// register this one revision with all its fields that are set. Default: RevisionTemplate.
	Template *template.Template
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
	if !token.IsIdentifier(o.Package) {
		return nil, fmt.Errorf("render: revision %s: package name %q: write a Go identifier", r.ID, o.Package)
	}
	if o.Template == nil {
		o.Template = builtIn()
	}
	p := printer{refs: newReferences(o.Package, o.ImportPath)}
	file, err := p.file(r, o)
	if err != nil {
		return nil, fmt.Errorf("render: revision %s: %w", r.ID, err)
	}
	source, err := gotemplate.Execute(o.Template, file, file.check)
	if err != nil {
		return nil, fmt.Errorf("render: revision %s: %w", r.ID, err)
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

// file is what the template is filled in with.
func (p *printer) file(r revision.Revision, o Options) (File, error) {
	f := File{Doc: strings.Join(headline(r), "\n"), Package: o.Package, Revision: r}
	fields, err := p.fields(r)
	if err != nil {
		return File{}, err
	}
	var lines []string
	for _, field := range fields {
		lines = append(lines, field.source(2, false)+",")
		f.set = append(f.set, field.key)
	}
	f.Fields = strings.Join(lines, "\n")
	for _, list := range []struct {
		name     string
		ops      []op.Operation
		comments map[int][]string
		into     *string
	}{{"Upgrade", r.Upgrade, o.Comments, &f.Upgrade}, {"Downgrade", r.Downgrade, o.DowngradeComments, &f.Downgrade}} {
		literal, err := p.operations(list.ops, list.comments)
		if err != nil {
			return File{}, fmt.Errorf("%s, %w", strings.ToLower(list.name), err)
		}
		*list.into = literal.layout(2, len(list.name)+2, false)
		if len(list.ops) > 0 {
			f.set = append(f.set, list.name)
		}
	}
	f.Imports = strings.TrimSpace(p.refs.imports())
	return f, nil
}

// fields are a revision's fields that are set, without its operations.
func (p *printer) fields(r revision.Revision) ([]item, error) {
	v := reflect.ValueOf(r)
	if _, err := p.refs.typeName(v.Type()); err != nil {
		return nil, err
	}
	var fields []item
	for i := range v.NumField() {
		field := v.Type().Field(i)
		_, operations := v.Field(i).Interface().([]op.Operation)
		if operations || field.Name == "Source" || op.IsEmpty(v.Field(i)) {
			continue
		}
		value, err := p.value(v.Field(i), inField)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name, err)
		}
		fields = append(fields, item{key: field.Name, value: value})
	}
	return fields, nil
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
