package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/gofile"
	"github.com/echomigrate/echo-migrate/echomigrate/scaffold"
)

// InitOptions say what a new migration repository is like. The zero value is a good one.
type InitOptions struct {
	// Template is one of Migrator.Templates by its name, or a directory, which must have a slash in it. Of a directory all files
	// are copied; those whose names end in .tmpl are text/templates that know .ImportPath and .Package, and lose that ending,
	// except render.TemplateFile. It must have a directory versions with a Go package that declares Repository.
	// Default: "default".
	Template string
	// Former are version tables of other tools that InitFromDatabase would not find, because they have not the tool's own name for
	// them. Those that have are found. Default: none.
	Former []adopt.Source
	// Package is the name of the package of revisions, whose directory is versions in any case. Default: "versions".
	Package string
}

// Created is a new migration repository.
type Created struct {
	// Files are the files that were written, below the working directory.
	Files []string
	// ImportPath is the package that the app must import.
	ImportPath string
}

// Templates lists the templates of migration repositories that are built in, by name.
func (m *Migrator) Templates() []scaffold.Template { return scaffold.Templates() }

// Init writes a new migration repository into the configured directory, which must be empty or not there. It does not touch
// the database. On an error in the options nothing is written.
func (m *Migrator) Init(_ context.Context, options InitOptions) (Created, error) {
	directory := m.config.Directory
	entries, err := os.ReadDir(directory)
	switch {
	case err == nil && len(entries) > 0:
		return Created{}, fmt.Errorf("directory %s already exists and is not empty: give another one by --directory", directory)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Created{}, err
	}
	importPath, err := gofile.ImportPath(m.config.versions())
	if err != nil {
		return Created{}, err
	}
	files, err := scaffold.Files(options.Template, scaffold.Values{ImportPath: importPath, Package: options.Package})
	if err != nil {
		return Created{}, err
	}
	created := Created{ImportPath: importPath}
	for _, file := range files {
		name := filepath.Join(directory, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return Created{}, err
		}
		if err := gofile.WriteNew(name, file.Content); err != nil {
			return Created{}, err
		}
		created.Files = append(created.Files, name)
	}
	return created, nil
}
