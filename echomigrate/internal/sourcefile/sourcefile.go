// Package sourcefile reads the files of a directory that may hold revisions.
package sourcefile

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// File is a file with its content, or the error of reading it.
type File struct {
	Name    string
	Content []byte
	Err     error
}

// Read reads the files in a directory whose names have an extension, such as ".go", by name. What is no file is left out, also behind a
// symbolic link: a directory, and a pipe or a device, whose reader would wait or never come to an end. What begins with a dot are the
// notes that editors and file systems keep beside a file. An error is about the directory.
func Read(directory fs.FS, extension string) ([]File, error) {
	entries, err := fs.ReadDir(directory, ".")
	if err != nil {
		return nil, fmt.Errorf("read revision files: %w", err)
	}
	var all []File
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != extension || strings.HasPrefix(name, ".") {
			continue
		}
		mode := entry.Type()
		if mode&fs.ModeSymlink != 0 {
			if target, err := fs.Stat(directory, name); err == nil {
				mode = target.Mode()
			} else {
				mode = 0 // reading it says what is wrong
			}
		}
		if !mode.IsRegular() {
			continue
		}
		content, err := fs.ReadFile(directory, name)
		all = append(all, File{Name: name, Content: content, Err: err})
	}
	return all, nil
}
