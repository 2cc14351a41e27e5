package render

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConstantsAreThoseOfTheSources(t *testing.T) {
	declared := map[string]string{}
	for _, pkg := range []string{"schema", "op"} {
		files, err := filepath.Glob(filepath.Join("..", pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Fatalf("package %s has no files", pkg)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if d, is := n.(*ast.GenDecl); is && d.Tok == token.CONST {
					collect(t, pkg, d, declared)
				}
				return true
			})
		}
	}
	known := map[string]string{}
	for value, name := range constants {
		known[fmt.Sprintf("%T %v", value, value)] = name
	}
	if d := cmp.Diff(declared, known); d != "" {
		t.Errorf("constants in the sources (-) and in the table (+):\n%s", d)
	}
}

// collect adds a declaration's exported constants of string types to declared, by type and value.
func collect(t *testing.T, pkg string, d *ast.GenDecl, declared map[string]string) {
	t.Helper()
	for _, spec := range d.Specs {
		s := spec.(*ast.ValueSpec)
		for i, name := range s.Names {
			if !name.IsExported() || s.Type == nil && i < len(s.Values) && isLiteral(s.Values[i]) {
				continue
			}
			typeName, named := s.Type.(*ast.Ident)
			if !named || i >= len(s.Values) || !isLiteral(s.Values[i]) {
				t.Errorf("%s.%s: this test reads constants of the form `Name Type = literal` only", pkg, name)
				continue
			}
			value, err := strconv.Unquote(s.Values[i].(*ast.BasicLit).Value)
			if err == nil {
				declared[fmt.Sprintf("%s.%s %s", pkg, typeName.Name, value)] = name.Name
			}
		}
	}
}

func isLiteral(e ast.Expr) bool {
	_, is := e.(*ast.BasicLit)
	return is
}
