package scaffold

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

//go:embed templates
var templates embed.FS

// parts are what several templates have in common.
var parts = sync.OnceValue(func() *template.Template { return template.Must(template.ParseFS(templates, "templates/*"+ending)) })

// Template is one of those that are built in.
type Template struct {
	// Name to ask for it by.
	Name string
	// Description says in a line what it is for.
	Description string
}

// Templates lists the templates that are built in, by name.
func Templates() []Template {
	var all []Template
	for _, name := range names() {
		readme, err := templates.ReadFile(path.Join("templates", name, "README.md"+ending))
		if err != nil {
			panic(err)
		}
		title, _, _ := strings.Cut(string(readme), "\n")
		all = append(all, Template{Name: name, Description: strings.TrimPrefix(title, "# ")})
	}
	return all
}

func names() []string {
	entries, err := templates.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// source is a template before it is filled in.
type source struct {
	name  string
	files []File
}

// open reads a template: one that is built in by its name, which has the default one's files where it has none of its own, or
// that in a directory.
func open(name string) (source, error) {
	if strings.ContainsAny(name, `/\`) || name == "." || name == ".." {
		return openDirectory(name)
	}
	known := names()
	if slices.Contains(known, name) {
		return source{name: name, files: builtIn(name)}, nil
	}
	return source{}, fmt.Errorf("there is no template %q%s: there are %s, and a directory is given with a slash, as in ./%s",
		name, op.DidYouMean(name, known), strings.Join(known, " and "), name)
}

func builtIn(name string) []File {
	var files []File
	seen := map[string]bool{}
	for _, layer := range []string{name, DefaultTemplate} {
		directory, err := fs.Sub(templates, path.Join("templates", layer))
		if err != nil {
			panic(err)
		}
		found, err := read(directory)
		if err != nil {
			panic(err)
		}
		for _, f := range found {
			if !seen[f.Path] {
				files = append(files, f)
			}
			seen[f.Path] = true
		}
	}
	return files
}

func openDirectory(name string) (source, error) {
	if info, err := os.Stat(name); err != nil {
		return source{}, fmt.Errorf("template: %w", err)
	} else if !info.IsDir() {
		return source{}, fmt.Errorf("template %s is no directory", name)
	}
	if info, err := os.Stat(filepath.Join(name, Directory)); err != nil || !info.IsDir() {
		return source{}, fmt.Errorf("template %s has no directory %s, which holds the package that the app imports", name, Directory)
	}
	files, err := read(os.DirFS(name))
	if err != nil {
		return source{}, fmt.Errorf("template %s: %w", name, err)
	}
	return source{name: name, files: files}, nil
}

// read reads all files of a directory but those that git keeps for itself.
func read(directory fs.FS) ([]File, error) {
	var files []File
	err := fs.WalkDir(directory, ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ".git" && d.IsDir():
			return fs.SkipDir
		case d.Name() == ".git" || d.IsDir():
			return nil
		}
		if info, err := fs.Stat(directory, file); err != nil || !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no file that can be copied", file)
		}
		content, err := fs.ReadFile(directory, file)
		files = append(files, File{Path: file, Content: content})
		return err
	})
	return files, err
}
