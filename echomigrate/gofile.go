package echomigrate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// goFile is a revision's Go file: in the package of those that are in its directory, and in the form that the migration directory
// says.
func (m *Migrator) goFile(directory string, r revision.Revision, o render.Options) ([]byte, error) {
	var err error
	if o.Package, err = revisionfile.Package(os.DirFS(directory)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", directory, err)
	}
	// Without a go.mod the package's name alone tells what is its own.
	o.ImportPath, _ = importPathOf(directory)
	if o.Template, err = m.revisionTemplate(); err != nil {
		return nil, err
	}
	return render.Revision(r, o)
}

// revisionTemplate is the form of revision files, nil for the one that is built in.
func (m *Migrator) revisionTemplate() (*template.Template, error) {
	name := filepath.Join(m.config.Directory, render.TemplateFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the template of revisions: %w", err)
	}
	return template.New(name).Parse(string(text))
}
