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
var ErrGone = errors.New("in this binary, but not on disk: build it again")

// Check compares the files in a directory with the revisions in the program. The error has a line for every file that can never be in
// it, with the reason, one for the revisions that would be in it if it were built again, and one for those of built that no file registers
// any more: those revisions that came from the directory.
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
	var missing, gone []string
	for _, r := range written {
		there[r.ID] = true
		if _, known := graph.Revision(r.ID); !known {
			missing = append(missing, r.ID+" ("+r.Source+")")
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
				missing = append(missing, id+" ("+f.Name+")")
			}
		}
	}
	if err := errors.Join(append(faults, each(missing, ErrNotBuiltIn))...); err != nil {
		return err
	}
	for _, r := range built {
		if !there[r.ID] {
			gone = append(gone, r.ID+" ("+r.Source+")")
		}
	}
	return each(gone, ErrGone)
}

// each says in one line what is wrong with some revisions.
func each(revisions []string, wrong error) error {
	switch len(revisions) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("revision %s is %w", revisions[0], wrong)
	}
	return fmt.Errorf("revisions %s are %w", revision.Listed(revisions, ", "), wrong)
}
