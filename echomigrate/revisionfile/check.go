package revisionfile

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// ErrNotBuiltIn says that there is a revision file that the program was built without.
var ErrNotBuiltIn = errors.New("not in this binary: build it again")

// ErrGone says that the program was built with a revision file that is no longer there.
var ErrGone = errors.New("in this binary, but its file is gone: build it again")

// Check compares the files in a directory with the revisions in the program. The error lists every file that can never be in
// it, with the reason, every revision that would be in it if it were built again, and every one of built that no file registers any
// more: those revisions that came from the directory.
func Check(directory fs.FS, graph *revision.Graph, built []revision.Revision) error {
	files, err := Scan(directory)
	if err != nil {
		return err
	}
	var faults []error
	written, err := sqlfile.Load(directory)
	if err != nil {
		faults = append(faults, err)
	}
	there := map[string]bool{}
	for _, r := range written {
		there[r.ID] = true
		if _, known := graph.Revision(r.ID); !known {
			faults = append(faults, fmt.Errorf("revision %s (%s) is %w", r.ID, r.Source, ErrNotBuiltIn))
		}
	}
	for _, f := range files {
		for _, id := range f.IDs {
			there[id] = true
		}
		if f.Err != nil {
			faults = append(faults, f.Err)
			continue
		}
		for _, id := range f.IDs {
			if _, known := graph.Revision(id); !known {
				faults = append(faults, fmt.Errorf("revision %s (%s) is %w", id, f.Name, ErrNotBuiltIn))
			}
		}
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	for _, r := range built {
		if !there[r.ID] {
			faults = append(faults, fmt.Errorf("revision %s (%s) is %w", r.ID, r.Source, ErrGone))
		}
	}
	return errors.Join(faults...)
}
