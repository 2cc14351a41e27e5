package sourcefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/sourcefile"
)

// TestRead leaves out what is no file, whatever it is called, and whatever leads to it.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.go", ".b.go", "c.sql"} {
		must(os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600))
	}
	must(os.Mkdir(filepath.Join(dir, "directory.go"), 0o700))
	for name, target := range map[string]string{"linked.go": "a.go", "endless.go": "/dev/zero", "elsewhere.go": "directory.go", "nowhere.go": "nowhere"} {
		must(os.Symlink(target, filepath.Join(dir, name)))
	}
	files, err := sourcefile.Read(os.DirFS(dir), ".go")
	must(err)
	got := map[string]string{}
	for _, f := range files {
		got[f.Name] = string(f.Content)
		if f.Err != nil && errors.Is(f.Err, fs.ErrNotExist) {
			got[f.Name] = "not there"
		}
	}
	if d := cmp.Diff(map[string]string{"a.go": "a.go", "linked.go": "a.go", "nowhere.go": "not there"}, got); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
	if _, err := sourcefile.Read(os.DirFS(filepath.Join(dir, "missing")), ".go"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory that is not there: %v", err)
	}
}
