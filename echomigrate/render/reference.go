package render

import (
	"fmt"
	"go/token"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// references are the names of other packages that a file uses, and the imports that they need.
type references struct {
	// name and path of the file's own package; path may be empty.
	name, path string
	// local is the name in this file of each import path.
	local map[string]string
	// aliased are the import paths that are imported under a name of our choice.
	aliased map[string]bool
}

func newReferences(name, importPath string) *references {
	return &references{name: name, path: importPath, local: map[string]string{}, aliased: map[string]bool{}}
}

// imports is the import declaration: the standard library first, then everything else.
func (r *references) imports() string {
	var standard, other []string
	for importPath, name := range r.local {
		line := strconv.Quote(importPath) + "\n"
		if r.aliased[importPath] {
			line = name + " " + line
		}
		if first, _, _ := strings.Cut(importPath, "/"); strings.Contains(first, ".") {
			other = append(other, line)
		} else {
			standard = append(standard, line)
		}
	}
	byPath := func(a, b string) int {
		_, pathA, _ := strings.Cut(a, `"`)
		_, pathB, _ := strings.Cut(b, `"`)
		return strings.Compare(pathA, pathB)
	}
	slices.SortFunc(standard, byPath)
	slices.SortFunc(other, byPath)
	gap := ""
	if len(standard) > 0 && len(other) > 0 {
		gap = "\n"
	}
	return "import (\n" + strings.Join(standard, "") + gap + strings.Join(other, "") + ")\n"
}

// standard imports a package of the standard library and gives its name in this file.
func (r *references) standard(importPath string) string {
	return r.imported(importPath, path.Base(importPath))
}

// imported imports a package and gives its name in this file: its own, unless another package has that already.
func (r *references) imported(importPath, name string) string {
	if local, is := r.local[importPath]; is {
		return local
	}
	taken := map[string]bool{"init": true, "Repository": true}
	for _, local := range r.local {
		taken[local] = true
	}
	local := name
	for n := 2; taken[local]; n++ {
		local = name + strconv.Itoa(n)
	}
	r.local[importPath] = local
	r.aliased[importPath] = local != path.Base(importPath)
	return local
}

// qualify is the name of something in a package as this file writes it.
func (r *references) qualify(importPath, packageName, name string) (string, error) {
	switch {
	case importPath == "" || importPath == r.path:
		return name, nil
	case (r.path == "" || importPath == "main") && path.Base(importPath) == r.name:
		return name, nil
	case packageName == "main":
		return "", fmt.Errorf("main.%s is in a program: move it to a package that can be imported", name)
	case !token.IsExported(name):
		return "", fmt.Errorf("%s.%s is not exported: package %s cannot use it", packageName, name, r.name)
	}
	return r.imported(importPath, packageName) + "." + name, nil
}

// typeName is a type as this file writes it.
func (r *references) typeName(t reflect.Type) (string, error) {
	if t.Name() != "" {
		if !token.IsIdentifier(t.Name()) {
			return "", fmt.Errorf("a %s cannot be written as a literal", t)
		}
		return r.qualify(t.PkgPath(), packageName(t), t.Name())
	}
	before := ""
	switch t.Kind() {
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return "any", nil
		}
	case reflect.Pointer:
		before = "*"
	case reflect.Slice:
		before = "[]"
	case reflect.Array:
		before = "[" + strconv.Itoa(t.Len()) + "]"
	case reflect.Map:
		key, err := r.typeName(t.Key())
		if err != nil {
			return "", err
		}
		before = "map[" + key + "]"
	}
	if before == "" {
		return "", fmt.Errorf("a %s cannot be written as a literal", t)
	}
	if t.Elem() == reflect.TypeFor[byte]() {
		return before + "byte", nil
	}
	element, err := r.typeName(t.Elem())
	return before + element, err
}

// packageName is the name that a type's package gives itself, which need not be the end of its import path.
func packageName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.String(), ".")
	return name
}

// function is the name of a function of a package. Closures and methods have none that a file could say.
func (p *printer) function(v reflect.Value, at place) (node, error) {
	if v.IsNil() {
		return node{word: "nil"}, nil
	}
	if at == inAny && v.Type().Name() != "" {
		return node{}, fmt.Errorf("a %s cannot be written as a literal", v.Type())
	}
	symbol := runtime.FuncForPC(v.Pointer()).Name()
	slash := strings.LastIndex(symbol, "/") + 1
	last, name, _ := strings.Cut(symbol[slash:], ".")
	// The linker writes dots in a path's last element as %2e.
	importPath, err := url.PathUnescape(symbol[:slash] + last)
	if err != nil || !token.IsIdentifier(name) {
		return node{}, fmt.Errorf("%s is no function of a package: give the work a name of its own by `func`", symbol)
	}
	word, err := p.refs.qualify(importPath, guessName(importPath), name)
	return node{word: word}, err
}

var (
	version = regexp.MustCompile(`^v[0-9]+$`)
	suffix  = regexp.MustCompile(`[.-](go|v[0-9]+)$`)
	noWord  = regexp.MustCompile(`[^\pL\p{Nd}_]`)
)

// guessName is a name for a package of which only the import path is known. It need not be the package's own: where it
// differs from the path's end the import says it.
func guessName(importPath string) string {
	name := path.Base(importPath)
	if version.MatchString(name) && strings.Contains(importPath, "/") {
		name = path.Base(path.Dir(importPath))
	}
	name = noWord.ReplaceAllString(strings.TrimPrefix(suffix.ReplaceAllString(name, ""), "go-"), "")
	if !token.IsIdentifier(name) {
		name = "pkg" + name
	}
	return name
}
