package echomigrate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// ErrStaleBinary says that there are revision files on disk that this program was built without.
var ErrStaleBinary = errors.New("not in this binary: build it again")

// checkSources compares the revision files on disk, where there are any, with the revisions in the program.
func (m *Migrator) checkSources(graph *revision.Graph) error {
	files, err := render.Scan(os.DirFS(m.versions()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var faults []error
	for _, f := range files {
		for _, id := range f.IDs {
			if _, known := graph.Revision(id); !known {
				faults = append(faults, fmt.Errorf("revision %s (%s) is %w", id, f.Name, ErrStaleBinary))
			}
		}
	}
	return errors.Join(faults...)
}
