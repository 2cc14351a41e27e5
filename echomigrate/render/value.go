package render

import "reflect"

// Literal is a value as Go source, with package names before its types. A value that no literal can say is an error.
func Literal(value any) (string, error) {
	p := printer{refs: newReferences("", "")}
	n, err := p.value(reflect.ValueOf(value), inAny)
	return n.layout(1, 0, false), err
}

// GoFileName is a name, without extension, for a Go file that is compiled on every platform, and not as a test.
func GoFileName(name string) string { return safe(name) }
