// Package gofile puts new files of Go into a module.
package gofile

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ImportPath is the import path of the package in a directory, by the go.mod above it.
func ImportPath(directory string) (string, error) {
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
