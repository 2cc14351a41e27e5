package echomigrate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// goFile is a revision's Go file, in the package of those that are in the directory.
func goFile(directory string, r revision.Revision, o render.Options) ([]byte, error) {
	var err error
	if o.Package, err = revisionfile.Package(os.DirFS(directory)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", directory, err)
	}
	// Without a go.mod the package's name alone tells what is its own.
	o.ImportPath, _ = importPathOf(directory)
	return render.Revision(r, o)
}
