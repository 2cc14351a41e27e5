// Package gotemplate executes templates that make Go source.
package gotemplate

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"text/template"
)

// Check looks at what a template makes, and gives the line there that its error is about; 0 where it is about the whole.
type Check func(source []byte) (line int, err error)

// Execute is what the template makes of the data, formatted as gofmt does. The error is one line that names the template and
// the line in it, also where it is the result that is no Go, or that a check refuses.
func Execute(t *template.Template, data any, checks ...Check) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", b.Bytes(), parser.SkipObjectResolution)
	if faults := (scanner.ErrorList)(nil); errors.As(err, &faults) {
		first := faults[0]
		return nil, fmt.Errorf("template: %s: what it makes is no Go: %s", origin(t, data, first.Pos.Offset), first.Msg)
	}
	for _, check := range checks {
		line, err := check(b.Bytes())
		if err == nil {
			continue
		}
		place := t.Name()
		if line > 0 {
			place = origin(t, data, start(b.Bytes(), line))
		}
		return nil, fmt.Errorf("template: %s: what it makes %w", place, err)
	}
	return format.Source(b.Bytes())
}

// start is the offset of the first character of a line, counted from 1, that is no space.
func start(source []byte, line int) int {
	lines := bytes.SplitAfterN(source, []byte("\n"), line)
	rest := lines[len(lines)-1]
	return len(source) - len(bytes.TrimLeft(rest, " \t"))
}
