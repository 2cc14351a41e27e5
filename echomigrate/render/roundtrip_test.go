package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/render/testdata/fill"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

const (
	seed      = 20261124
	revisions = 12
)

// What is printed compiles, and is what was given: a program is built of the printed files, which compares in Go.
func TestRoundTrip(t *testing.T) {
	files := map[string][]byte{
		"seed.go": fmt.Appendf(nil, "package main\n\nconst seed, revisions = %d, %d\n", seed, revisions),
	}
	for _, r := range fill.Revisions(seed, revisions) {
		source, err := render.Revision(r, render.Options{Package: "main"})
		if err != nil {
			t.Fatal(err)
		}
		files[render.FileName(revision.Revision{ID: r.ID})] = source
	}
	main, err := os.ReadFile("testdata/compare/main.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	files["main.go"] = main
	out := run(t, "go", "run", "-overlay", overlay(t, "testdata/compare", files), "./testdata/compare")
	if want := fmt.Sprintf("%d operations are equal\n", 2*revisions*len(op.Kinds())); string(out) != want {
		t.Errorf("the program says %q, want %q", out, want)
	}
}

func TestGofmtHasNothingToSimplify(t *testing.T) {
	dir := t.TempDir()
	for _, r := range fill.Revisions(seed, revisions) {
		source, err := render.Revision(r, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, r.ID+".go"), source, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out := run(t, "gofmt", "-s", "-d", dir); len(out) > 0 {
		t.Errorf("gofmt -s would change:\n%s", out)
	}
}

// The comparison that the round trip rests on sees every field: a revision with one value changed is another one.
func TestDifferSeesEveryChange(t *testing.T) {
	given := fill.Revisions(seed, 2)
	if d := fill.Differ(given[0], fill.Revisions(seed, 1)[0]); d != "" {
		t.Errorf("two equal revisions differ: %s", d)
	}
	for i := range given[0].Upgrade {
		changed := fill.Revisions(seed, 1)[0]
		changed.Upgrade[i] = changed.Downgrade[(i+1)%len(changed.Downgrade)]
		if fill.Differ(given[0], changed) == "" {
			t.Errorf("%s: a change goes unseen", given[0].Upgrade[i])
		}
	}
}

// overlay adds files to a directory in the eyes of the go command, and gives the file that tells it so.
func overlay(t *testing.T, dir string, files map[string][]byte) string {
	t.Helper()
	absolute, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	disk := t.TempDir()
	replace := map[string]string{}
	for name, content := range files {
		replace[filepath.Join(absolute, name)] = filepath.Join(disk, name)
		if err := os.WriteFile(filepath.Join(disk, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(disk, "overlay.json")
	if err := os.WriteFile(path, list, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, name string, arguments ...string) []byte {
	t.Helper()
	command := exec.Command(name, arguments...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", command, err, out, stderr.Bytes())
	}
	return out
}
