// Package scaffold makes the files of a new migration repository by a template.
package scaffold

import (
	"bytes"
	"fmt"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/gotemplate"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

const (
	// DefaultTemplate is the name of the template for a repository that says no other.
	DefaultTemplate = "default"
	// DefaultPackage is the name of the package of revisions where none is given.
	DefaultPackage = "versions"
	// Directory is where the package of revisions is, below the migration directory, whatever its name.
	Directory = "versions"

	ending = ".tmpl"
)

// Values are what a template's files are filled in with.
type Values struct {
	// ImportPath of the package of revisions.
	ImportPath string
	// Package is its name. Default: DefaultPackage.
	Package string
}

// File is a file to write.
type File struct {
	// Path below the migration directory, with slashes.
	Path string
	// Content is the whole file.
	Content []byte
}

// Files are those of a repository by a template, by their paths. The template is one of Templates by its name, or a directory,
// which is a name with a slash in it; none is DefaultTemplate. A file whose name ends in .tmpl is a text/template for the values,
// and loses that ending; all others are taken as they are, render.TemplateFile too, which must be one that works. A template must have Go files in Directory,
// all of the package that the values name.
func Files(name string, v Values) ([]File, error) {
	if name == "" {
		name = DefaultTemplate
	}
	if v.Package == "" {
		v.Package = DefaultPackage
	}
	if err := checkPackage(v.Package); err != nil {
		return nil, err
	}
	s, err := open(name)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, file := range s.files {
		f, err := s.fill(file, v)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	if err := s.check(files, v); err != nil {
		return nil, err
	}
	return files, nil
}

// checkPackage refuses names that Go does not take for a package that others import.
func checkPackage(name string) error {
	switch {
	case token.IsKeyword(name):
		return fmt.Errorf("a package cannot be called %s, which is a keyword of Go", name)
	case !token.IsIdentifier(name):
		return fmt.Errorf("a package cannot be called %q: write a Go identifier, such as %s", name, DefaultPackage)
	case slices.Contains([]string{"_", "main", "documentation"}, name) || strings.HasSuffix(name, "_test"):
		return fmt.Errorf("a package that others import cannot be called %s: call it %s, for instance", name, DefaultPackage)
	}
	return nil
}

// sample is a revision that a template's form of revision files must be able to write.
var sample = revision.Revision{
	ID: "8c2f1e0a7b44", Message: "Add user bio", Created: "2026-11-24T07:54:00Z", Revises: []string{"4a1f0c2b9d3e"},
}

// fill makes the file that a template's file is for.
func (s source) fill(file File, v Values) (File, error) {
	stem, is := strings.CutSuffix(file.Path, ending)
	if !is || path.Base(file.Path) == ending {
		return file, nil
	}
	name := filepath.Join(s.name, filepath.FromSlash(file.Path))
	t, err := template.Must(parts().Clone()).New(name).Parse(string(file.Content))
	if err != nil {
		return File{}, err
	}
	if file.Path == render.TemplateFile {
		_, err := render.Revision(sample, render.Options{Package: v.Package, Template: t})
		return file, err
	}
	made := File{Path: stem}
	if path.Ext(made.Path) == ".go" {
		made.Content, err = gotemplate.Execute(t, v)
		return made, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, v)
	made.Content = b.Bytes()
	return made, err
}

// check looks whether the files hold a package that can be imported, of the name that the values say.
func (s source) check(files []File, v Values) error {
	found := false
	for i, f := range files {
		if i > 0 && f.Path == files[i-1].Path {
			return fmt.Errorf("template %s: there is both %s and %s%s", s.name, f.Path, f.Path, ending)
		}
		if path.Dir(f.Path) != Directory || path.Ext(f.Path) != ".go" {
			continue
		}
		read := revisionfile.Parse(f.Path, f.Content)
		switch {
		case read.LeftOut:
			continue
		case read.Err != nil:
			return fmt.Errorf("template %s: %w", s.name, read.Err)
		case read.Package != v.Package:
			return fmt.Errorf("template %s: %s is in package %s, not in %s: give --package %s, or write package {{.Package}} in a .go%s file",
				s.name, f.Path, read.Package, v.Package, read.Package, ending)
		}
		found = true
	}
	if !found {
		return fmt.Errorf("template %s has no Go file in %s/, the package that the app imports: put one there that declares Repository",
			s.name, Directory)
	}
	return nil
}
