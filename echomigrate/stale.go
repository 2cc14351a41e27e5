package echomigrate

import (
	"errors"
	"io/fs"
	"os"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// ErrStaleBinary says that there are revision files on disk that this program was built without.
var ErrStaleBinary = revisionfile.ErrNotBuiltIn

// compiledIn checks that the revision files on disk, where there are any, are in the program.
func (m *Migrator) compiledIn(graph *revision.Graph) error {
	err := revisionfile.Check(os.DirFS(m.versions()), graph)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
