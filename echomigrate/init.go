package echomigrate

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
)

// Created is a new migration repository.
type Created struct {
	// Files are the files that were written, below the working directory.
	Files []string
	// ImportPath is the package that the app must import.
	ImportPath string
}

// Init writes a new migration repository into the configured directory, which must be empty or not there. It does not touch
// the database.
func (m *Migrator) Init(context.Context) (Created, error) {
	directory := m.config.Directory
	entries, err := os.ReadDir(directory)
	switch {
	case err == nil && len(entries) > 0:
		return Created{}, fmt.Errorf("directory %s already exists and is not empty: give another one by --directory", directory)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Created{}, err
	}
	importPath, err := importPathOf(filepath.Join(directory, "versions"))
	if err != nil {
		return Created{}, err
	}
	created := Created{ImportPath: importPath}
	for _, file := range render.Repository(importPath) {
		name := filepath.Join(directory, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return Created{}, err
		}
		if err := writeNew(name, file.Content); err != nil {
			return Created{}, err
		}
		created.Files = append(created.Files, name)
	}
	return created, nil
}

// importPathOf is the import path of the package in a directory, by the go.mod above it.
func importPathOf(directory string) (string, error) {
	absolute, err := filepath.Abs(directory)
	if err != nil {
		return "", err
	}
	for parent := filepath.Dir(absolute); ; parent = filepath.Dir(parent) {
		module, err := moduleIn(parent)
		if err == nil {
			below, err := filepath.Rel(parent, absolute)
			return path.Join(module, filepath.ToSlash(below)), err
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if parent == filepath.Dir(parent) {
			return "", fmt.Errorf("there is no go.mod above %s: run this in the directory of your module", directory)
		}
	}
}

// moduleIn reads the module's path off a directory's go.mod.
func moduleIn(directory string) (string, error) {
	file, err := os.Open(filepath.Join(directory, "go.mod"))
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if module, found := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); found {
			module, _, _ = strings.Cut(module, "//")
			return strings.Trim(strings.TrimSpace(module), `"`), nil
		}
	}
	return "", errors.Join(lines.Err(), fmt.Errorf("%s names no module", file.Name()))
}
