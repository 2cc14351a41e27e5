package modelsource

import (
	"fmt"
	"go/format"
	"reflect"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
)

// registerFunc is the function that registers the models.
const registerFunc = "RegisterModels"

const (
	bunPath    = "github.com/uptrace/bun"
	schemaPath = "github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// part is a piece of a file with the packages that it needs.
type part struct {
	text    string
	imports []string
}

// files are the models as Go files.
func (w *writer) files() ([]File, error) {
	var parts []part
	for _, m := range w.models {
		parts = append(parts, m.source())
	}
	parts = append(parts, w.register())
	if !w.options.PerTable {
		f, err := w.file("models.go", parts...)
		return []File{f}, err
	}
	var files []File
	taken := map[string]bool{"models": true}
	for i, p := range parts {
		name := "models"
		if i < len(w.models) {
			name = unused(fileName(w.models[i].name), taken)
		}
		f, err := w.file(name+".go", p)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// fileName is a model's name as a file's, which Go compiles on every platform.
func fileName(model string) string {
	return render.GoFileName(strings.ToLower(strings.Join(words(model), "_")))
}

// file is a Go file of the given parts.
func (w *writer) file(name string, parts ...part) (File, error) {
	var texts, standard, other []string
	for _, p := range parts {
		texts = append(texts, p.text)
		for _, importPath := range p.imports {
			group := &standard
			if strings.Contains(importPath, ".") {
				group = &other
			}
			if !slices.Contains(*group, importPath) {
				*group = append(*group, importPath)
			}
		}
	}
	slices.Sort(standard)
	slices.Sort(other)
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\nimport (\n", w.options.Package)
	for _, group := range [][]string{standard, other} {
		for _, importPath := range group {
			fmt.Fprintf(&b, "%q\n", importPath)
		}
		b.WriteString("\n")
	}
	b.WriteString(")\n\n" + strings.Join(texts, "\n"))
	content, err := format.Source([]byte(b.String()))
	if err != nil {
		return File{}, fmt.Errorf("write %s: package name %q: %w", name, w.options.Package, err)
	}
	return File{Name: name, Content: content}, nil
}

// source is the struct, and its method DefineTable where it has one.
func (m *structure) source() part {
	p := part{imports: []string{bunPath}}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s is a row of table %s.\ntype %s struct {\nbun.BaseModel %s\n\n", m.name, m.table.ID(), m.name, m.base.source())
	for _, f := range m.fields {
		b.WriteString(f.source())
		p.imports = append(p.imports, f.imports()...)
	}
	if len(m.relations) > 0 {
		b.WriteString("\n")
	}
	for _, f := range m.relations {
		b.WriteString(f.source())
	}
	b.WriteString("}\n")
	if len(m.define) > 0 {
		p.imports = append(p.imports, schemaPath)
		fmt.Fprintf(&b, "\n// DefineTable says what the tags do not.\nfunc (*%s) DefineTable(t *schema.Table) {\n%s\n}\n", m.name, strings.Join(m.define, "\n"))
	}
	p.text = b.String()
	return p
}

func (f field) source() string { return f.name + " " + f.typ + " " + f.tag.source() + "\n" }

// imports are the packages of the field's type.
func (f field) imports() []string {
	t := f.goType
	for t.PkgPath() == "" && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t.PkgPath() == "" {
		return nil
	}
	return []string{t.PkgPath()}
}

// register is the function that registers the models.
func (w *writer) register() part {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s registers the models. Call it before echomigrate.Init.\nfunc %s(db *bun.DB) {\ndb.RegisterModel(\n", registerFunc, registerFunc)
	for _, m := range w.models {
		fmt.Fprintf(&b, "(*%s)(nil),\n", m.name)
	}
	b.WriteString(")\n}\n")
	return part{text: b.String(), imports: []string{bunPath}}
}
