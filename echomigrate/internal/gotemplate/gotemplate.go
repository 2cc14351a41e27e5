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

// Execute is what the template makes of the data, formatted as gofmt does. The error is one line that names the template and
// the line in it, also where it is the result that is no Go.
func Execute(t *template.Template, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", b.Bytes(), parser.SkipObjectResolution)
	if faults := (scanner.ErrorList)(nil); errors.As(err, &faults) {
		first := faults[0]
		return nil, fmt.Errorf("template: %s: what it makes is no Go: %s", origin(t, data, first.Pos.Offset), first.Msg)
	}
	return format.Source(b.Bytes())
}
