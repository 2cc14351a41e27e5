package scaffold_test

import (
	"flag"
	"go/format"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/scaffold"
)

var update = flag.Bool("update", false, "write the golden files")

const importPath = "example.com/shop/migrations/versions"

// TestTemplates compares what the built-in templates make with golden files; -update writes them.
func TestTemplates(t *testing.T) {
	for _, c := range []struct{ directory, template, packageName string }{
		{"default", "", ""}, {"multidb", "multidb", ""}, {"package", "default", "history"},
	} {
		files, err := scaffold.Files(c.template, scaffold.Values{ImportPath: importPath, Package: c.packageName})
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, f := range files {
			paths = append(paths, f.Path)
			golden(t, filepath.Join("testdata", c.directory, f.Path+".golden"), f.Content)
			if path.Ext(f.Path) != ".go" {
				continue
			}
			if formatted, err := format.Source(f.Content); err != nil || string(formatted) != string(f.Content) {
				t.Errorf("%s: %s is not formatted (%v)", c.directory, f.Path, err)
			}
		}
		if d := cmp.Diff([]string{"README.md", "versions/versions.go", "versions/versions_test.go"}, paths); d != "" {
			t.Errorf("%s: files (-want +got):\n%s", c.directory, d)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-) and what is made (+); -update writes it:\n%s", name, d)
	}
}

// The reference application's repository is as the default template makes it.
func TestReferenceRepository(t *testing.T) {
	files, err := scaffold.Files("", scaffold.Values{ImportPath: "github.com/echomigrate/echo-migrate/migrations/versions"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		golden(t, filepath.Join("../../migrations", f.Path), f.Content)
	}
}

func TestTemplatesAreDescribed(t *testing.T) {
	want := []scaffold.Template{
		{Name: "default", Description: "Migrations of a database"}, {Name: "multidb", Description: "Migrations of several databases"},
	}
	if d := cmp.Diff(want, scaffold.Templates()); d != "" {
		t.Errorf("templates (-want +got):\n%s", d)
	}
}

func TestDirectory(t *testing.T) {
	directory := write(t, map[string]string{
		".git/HEAD":                  "ref: refs/heads/main",
		"NOTES":                      "{{.ImportPath}} stays",
		"revision.go.tmpl":           render.RevisionTemplate,
		"sub/go.tmpl":                "{{.Package}} of {{.ImportPath}}",
		"versions/versions.go.tmpl":  "package {{.Package}}\nvar Repository = 1",
		"versions/old/other.go.tmpl": "package old",
	})
	files, err := scaffold.Files(directory, scaffold.Values{ImportPath: importPath, Package: "history"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range files {
		got[f.Path] = string(f.Content)
	}
	want := map[string]string{
		"NOTES":                 "{{.ImportPath}} stays",
		"revision.go.tmpl":      render.RevisionTemplate,
		"sub/go":                "history of " + importPath,
		"versions/versions.go":  "package history\n\nvar Repository = 1\n",
		"versions/old/other.go": "package old\n",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
}

func write(t *testing.T, files map[string]string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	for name, content := range files {
		file := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

func TestFaults(t *testing.T) {
	const good = "package versions\n"
	for _, c := range []struct {
		says, template string
		files          map[string]string
		packageName    string
		want           string
	}{
		{"a name that is near to one", "multdb", nil, "", `there is no template "multdb" (did you mean multidb?): there are default and multidb`},
		{"another name", "mine", nil, "", `there is no template "mine": there are default and multidb, and a directory is given with a slash, as in ./mine`},
		{"no directory", "./nowhere", nil, "", "nowhere: no such file"},
		{"a file", "./scaffold.go", nil, "", "template ./scaffold.go is no directory"},
		{"no versions", "", map[string]string{"README.md": ""}, "", "has no directory versions"},
		{"versions is a file", "", map[string]string{"versions": ""}, "", "has no directory versions"},
		{"no Go file", "", map[string]string{"versions/versions_test.go": good, "versions/README.md": ""}, "", "has no Go file in versions/"},
		{"not a template", "", map[string]string{"versions/a.go": good, "README.md.tmpl": "one\n{{if}}"}, "", "README.md.tmpl:2: missing value for if"},
		{"what cannot be evaluated", "", map[string]string{"versions/a.go": good, "README.md.tmpl": "\n\n{{.Nope}}"}, "", "README.md.tmpl:3:2: executing"},
		{"a form of revisions that is no template", "", map[string]string{"versions/a.go": good, "revision.go.tmpl": "{{end}}"}, "", "revision.go.tmpl:1: unexpected {{end}}"},
		{"a form that registers nothing", "", map[string]string{"versions/a.go": good, "revision.go.tmpl": "package {{.Package}}"}, "", "revision.go.tmpl: what it makes does not register"},
		{"no Go in a template", "", map[string]string{"versions/a.go.tmpl": good + "\nfunc {"}, "", "a.go.tmpl:3: what it makes is no Go"},
		{"no Go in a file", "", map[string]string{"versions/a.go": good + "\nfunc {"}, "", "versions/a.go:3:6: expected"},
		{"a file for another system", "", map[string]string{"versions/a_plan9.go": good}, "", "has no Go file in versions/"},
		{"another package", "", map[string]string{"versions/a.go": good}, "history", "versions/a.go is in package versions, not in history: give --package versions, or write package {{.Package}}"},
		{"a file twice", "", map[string]string{"versions/a.go": good, "versions/a.go.tmpl": good}, "", "there is both versions/a.go and versions/a.go.tmpl"},
		{"a keyword", "default", nil, "func", "a package cannot be called func, which is a keyword of Go"},
		{"no identifier", "default", nil, "my-history", `a package cannot be called "my-history": write a Go identifier`},
		{"a path", "default", nil, "../history", `a package cannot be called "../history"`},
		{"a program", "default", nil, "main", "a package that others import cannot be called main"},
		{"a test", "default", nil, "history_test", "cannot be called history_test"},
	} {
		name := c.template
		if c.files != nil {
			name = write(t, c.files)
		}
		files, err := scaffold.Files(name, scaffold.Values{ImportPath: importPath, Package: c.packageName})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want %q", c.says, err, c.want)
		}
		if err != nil && files != nil {
			t.Errorf("%s: there are files beside the error", c.says)
		}
	}
}
