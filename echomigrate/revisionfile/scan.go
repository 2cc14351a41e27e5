// Package revisionfile reads the Go files of a migration repository without compiling them.
package revisionfile

import (
	"fmt"
	"io/fs"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/sourcefile"
)

// File is a Go file, and the revisions that it registers.
type File struct {
	// Name of the file in its directory.
	Name string
	// Package is the name in the package clause; empty where none can be read.
	Package string
	// IDs of the revisions that the file registers, in their order. Several files may say the same one.
	IDs []string
	// Messages of the revisions, in the order of IDs; empty where the file gives none as a literal.
	Messages []string
	// Lines are where the file registers each, in the order of IDs, counted from 1.
	Lines []int
	// Fields are the names of the fields that each revision sets, in the order of IDs.
	Fields [][]string
	// Err says why the file's revisions cannot be in the program however often it is built: the file cannot be parsed, its
	// name or a build constraint keeps it out, or an ID is no literal. IDs are what could be read nevertheless.
	Err error
	// LeftOut says that Go compiles the file into no program for this platform, or takes it for a test; Err says why.
	LeftOut bool
}

// Scan lists the files in a directory that register revisions, by name, without compiling them. Files that register none
// are left out, unless they cannot be parsed. An error is about the directory; what is wrong with a file is in its File.
func Scan(directory fs.FS) ([]File, error) {
	all, err := files(directory)
	var registering []File
	for _, f := range all {
		if len(f.IDs) > 0 || f.Err != nil && !f.LeftOut {
			registering = append(registering, f)
		}
	}
	return registering, err
}

// Package is the name of the package that the files in a directory make; empty where there is none. What Go leaves out of the
// program or takes for a test has no say. Files of different packages are an error that names one of each.
func Package(directory fs.FS) (string, error) {
	all, err := files(directory)
	var first File
	for _, f := range all {
		switch {
		case f.LeftOut || f.Package == "":
		case first.Package == "":
			first = f
		case f.Package != first.Package:
			return "", fmt.Errorf("%s is in package %s, and %s in package %s: give them one", first.Name, first.Package, f.Name, f.Package)
		}
	}
	return first.Package, err
}

// files reads the Go files in a directory.
func files(directory fs.FS) ([]File, error) {
	sources, err := sourcefile.Read(directory, ".go")
	if err != nil {
		return nil, err
	}
	all := make([]File, len(sources))
	for i, source := range sources {
		all[i] = File{Name: source.Name, Err: source.Err}
		if source.Err == nil {
			all[i] = Parse(source.Name, source.Content)
		}
	}
	return all, nil
}
