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

// Check compares the files in a directory with the revisions in the program. The error lists every file that can never be in
// it, with the reason, and every revision that would be in it if it were built again.
func Check(directory fs.FS, graph *revision.Graph) error {
	files, err := Scan(directory)
	if err != nil {
		return err
	}
	var faults []error
	written, err := sqlfile.Load(directory)
	if err != nil {
		faults = append(faults, err)
	}
	for _, r := range written {
		if _, known := graph.Revision(r.ID); !known {
			faults = append(faults, fmt.Errorf("revision %s (%s) is %w", r.ID, r.Source, ErrNotBuiltIn))
		}
	}
	for _, f := range files {
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
	return errors.Join(faults...)
}
