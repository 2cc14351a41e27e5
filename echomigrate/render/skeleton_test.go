package render_test

import (
	"go/format"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
)

func TestRepository(t *testing.T) {
	var paths []string
	for _, f := range render.Repository("example.com/shop/migrations/versions") {
		paths = append(paths, f.Path)
		golden(t, filepath.Join("repository", f.Path+".golden"), f.Content)
		if strings.Contains(string(f.Content), "{{") {
			t.Errorf("%s is not filled in:\n%s", f.Path, f.Content)
		}
		if path.Ext(f.Path) != ".go" {
			continue
		}
		formatted, err := format.Source(f.Content)
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		if d := cmp.Diff(string(formatted), string(f.Content)); d != "" {
			t.Errorf("%s is not formatted:\n%s", f.Path, d)
		}
	}
	if d := cmp.Diff([]string{"README.md", "versions/versions.go", "versions/versions_test.go"}, paths); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
}
