package echomigrate

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// ErrStaleBinary says that there are revision files on disk that this program was built without.
var ErrStaleBinary = revisionfile.ErrNotBuiltIn

// ErrFileGone says that this program was built with a revision file that is no longer on disk, where the others are.
var ErrFileGone = revisionfile.ErrGone

// compiledIn checks that the revision files on disk, where there are any, are in the program.
func (m *Migrator) compiledIn(graph *revision.Graph) error {
	locations, err := m.locations()
	if err != nil {
		return err
	}
	var faults []error
	for _, l := range locations {
		if l.Directory == "" {
			continue
		}
		if _, err := os.Stat(l.Directory); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := revisionfile.Check(os.DirFS(l.Directory), graph, l.built()); err != nil {
			faults = append(faults, inDirectory{l.Directory, err})
		}
	}
	return errors.Join(faults...)
}

// inDirectory is an error about files of a directory, which stands before each of its lines.
type inDirectory struct {
	directory string
	error
}

// Error has a line for each fault.
func (e inDirectory) Error() string {
	return e.directory + ": " + strings.ReplaceAll(e.error.Error(), "\n", "\n"+e.directory+": ")
}

// Unwrap gives the error without the directory.
func (e inDirectory) Unwrap() error { return e.error }
