package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/gofile"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// source is a revision's file for a location, and its extension.
func (m *Migrator) source(l VersionLocation, r revision.Revision, notes render.Options, asSQL bool) (content []byte, extension string, err error) {
	if !asSQL {
		content, err = m.goFile(l.Directory, r, notes)
		return content, ".go", err
	}
	if !l.Repository.ReadsSQL() {
		return nil, "", errors.New("this migration repository takes no SQL files: create it by sqlfile.NewRepository, as `db init` does in versions.go")
	}
	var d op.Dialect
	if len(r.Upgrade)+len(r.Downgrade) > 0 {
		d = m.dialect
	}
	content, err = sqlfile.Write(r, d)
	return content, ".sql", err
}

// goFile is a revision's Go file: in the package of those that are in its directory, and in the form that the migration directory
// says.
func (m *Migrator) goFile(directory string, r revision.Revision, o render.Options) ([]byte, error) {
	var err error
	if o.Package, err = revisionfile.Package(os.DirFS(directory)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", directory, err)
	}
	// Without a go.mod the package's name alone tells what is its own.
	o.ImportPath, _ = gofile.ImportPath(directory)
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

// longestFileName is how many bytes a file's name may have everywhere.
const longestFileName = 255

// place is the path of a new revision's file in a directory, which must be there.
func (m *Migrator) place(r revision.Revision, directory, extension string) (string, error) {
	name, err := m.config.FileNames.Name(r, extension)
	if err != nil {
		return "", err
	}
	if len(name) > longestFileName {
		return "", fmt.Errorf("the name of the revision's file would have %d bytes, where file systems take %d: give it a shorter ID or message, "+
			"or Config.FileNames a smaller SlugLength", len(name), longestFileName)
	}
	if _, err := os.Stat(directory); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no directory %s: run `db init`, or run this where the directory is", directory)
	}
	return filepath.Join(directory, name), nil
}

// postWrite runs the configured commands on a new file, which stays when one fails.
func (m *Migrator) postWrite(ctx context.Context, path string) error {
	for _, words := range m.config.PostWrite {
		if len(words) == 0 {
			continue
		}
		command := exec.CommandContext(ctx, words[0], append(slices.Clone(words[1:]), path)...)
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s was written, but %s fails: %w: %s", path, strings.Join(words, " "), err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}
