package gofile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// WriteNew writes a file that is not there yet; a reader sees the whole file or none. It clears away what a writer left that was
// killed.
func WriteNew(path string, content []byte) (err error) {
	removeAbandoned(filepath.Dir(path))
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if errLeft := os.Remove(temporary.Name()); err == nil && !errors.Is(errLeft, fs.ErrNotExist) {
			err = errLeft
		}
	}()
	_, err = temporary.Write(content)
	if err := errors.Join(err, temporary.Chmod(0o644), temporary.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = os.Link(temporary.Name(), path)
	if _, errThere := os.Lstat(path); err != nil && errors.Is(errThere, fs.ErrNotExist) {
		// Not every file system has hard links.
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// abandoned is the age at which a file that is being written has no writer any more.
const abandoned = time.Minute

// removeAbandoned removes the files that WriteNew began in a directory and nobody goes on with.
func removeAbandoned(directory string) {
	entries, _ := os.ReadDir(directory) // who cannot read it is told so by what follows
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), ".new-") && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(directory, e.Name())) // it is no revision, and the next writer tries again
		}
	}
}
