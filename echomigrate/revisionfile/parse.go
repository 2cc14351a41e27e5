package revisionfile

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// Parse reads a Go file of that name.
func Parse(name string, content []byte) File {
	f := read(name, content)
	if err := excluded(name, content); err != nil {
		f.Err, f.LeftOut = err, true
	}
	return f
}

// platform is what this program was built for.
var platform = sync.OnceValue(func() build.Context {
	c := build.Default
	c.GOOS, c.GOARCH = runtime.GOOS, runtime.GOARCH
	c.JoinPath = path.Join
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return c
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "-tags":
			c.BuildTags = strings.Split(setting.Value, ",")
		case "CGO_ENABLED":
			c.CgoEnabled = setting.Value == "1"
		}
	}
	return c
})

// excluded says why Go does not compile a file into this program, if it does not.
func excluded(name string, content []byte) error {
	if strings.HasSuffix(name, "_test.go") {
		return fmt.Errorf("%s: Go takes a file that ends in _test.go for a test: rename it", name)
	}
	c := platform()
	c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	// An error means that the file cannot be parsed, which is another fault.
	if matches, err := c.MatchFile(".", name); err == nil && !matches {
		return fmt.Errorf("%s: Go leaves the file out on %s/%s, by its name or a build constraint: rename it or remove the constraint",
			name, c.GOOS, c.GOARCH)
	}
	return nil
}

// read reads off a file which revisions it registers when the program starts. Other functions than init, such as those of
// tests, may do what they like.
func read(name string, content []byte) File {
	s := File{Name: name}
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, name, content, parser.SkipObjectResolution)
	s.Err = err
	if file == nil {
		return s
	}
	// The parser puts a blank in the place of a name that is missing.
	if file.Name != nil && file.Name.Name != "_" {
		s.Package = file.Name.Name
	}
	texts := stringConstants(file)
	for _, declaration := range file.Decls {
		if f, is := declaration.(*ast.FuncDecl); is && (f.Recv != nil || f.Name.Name != "init") {
			continue
		}
		ast.Inspect(declaration, func(n ast.Node) bool {
			fields, is := registered(n)
			if !is {
				return true
			}
			id, known := stringValue(fields["ID"], texts)
			if !known {
				if s.Err == nil {
					s.Err = fmt.Errorf("%s: the ID of a revision is no string literal: write it as one", name)
				}
				return true
			}
			message, _ := stringValue(fields["Message"], texts)
			s.IDs = append(s.IDs, id)
			s.Messages = append(s.Messages, message)
			s.Lines = append(s.Lines, positions.PositionFor(n.Pos(), false).Line)
			s.Fields = append(s.Fields, slices.Sorted(maps.Keys(fields)))
			return true
		})
	}
	return s
}

// registered gives the fields of the literal in a call Repository.Register(revision.Revision{…}).
func registered(n ast.Node) (map[string]ast.Expr, bool) {
	call, is := n.(*ast.CallExpr)
	if !is || len(call.Args) != 1 {
		return nil, false
	}
	method, is := call.Fun.(*ast.SelectorExpr)
	if !is || method.Sel.Name != "Register" {
		return nil, false
	}
	literal, is := ast.Unparen(call.Args[0]).(*ast.CompositeLit)
	if !is {
		return nil, false
	}
	typeName, is := literal.Type.(*ast.SelectorExpr)
	if !is || typeName.Sel.Name != "Revision" {
		return nil, false
	}
	fields := map[string]ast.Expr{}
	for _, element := range literal.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			if key, is := pair.Key.(*ast.Ident); is {
				fields[key.Name] = pair.Value
			}
		}
	}
	return fields, true
}

// stringConstants are the file's own constants that are strings.
func stringConstants(file *ast.File) map[string]string {
	texts := map[string]string{}
	for _, declaration := range file.Decls {
		d, is := declaration.(*ast.GenDecl)
		if !is || d.Tok != token.CONST {
			continue
		}
		for _, spec := range d.Specs {
			values := spec.(*ast.ValueSpec)
			for i := range min(len(values.Names), len(values.Values)) {
				if text, known := stringValue(values.Values[i], texts); known {
					texts[values.Names[i].Name] = text
				}
			}
		}
	}
	return texts
}

// stringValue evaluates literals, the file's constants, and sums of them.
func stringValue(e ast.Expr, texts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		return constant.StringVal(constant.MakeFromLiteral(e.Value, e.Kind, 0)), true
	case *ast.Ident:
		text, known := texts[e.Name]
		return text, known
	case *ast.ParenExpr:
		return stringValue(e.X, texts)
	case *ast.BinaryExpr:
		left, known := stringValue(e.X, texts)
		right, also := stringValue(e.Y, texts)
		return left + right, known && also && e.Op == token.ADD
	}
	return "", false
}
