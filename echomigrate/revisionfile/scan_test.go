package revisionfile_test

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// file is the source of a file that registers revisions.
func file(registrations ...string) string {
	return "package versions\n\nfunc init() {\n" + strings.Join(registrations, "\n") + "\n}\n"
}

func TestScan(t *testing.T) {
	const a1 = `Repository.Register(revision.Revision{ID: "a1", Message: "Add bio"})`
	elsewhere := "windows"
	if runtime.GOOS == elsewhere {
		elsewhere = "linux"
	}
	tests := []struct {
		name, content string
		ids, messages []string
		err           string
	}{
		{"a1.go", file(a1), []string{"a1"}, []string{"Add bio"}, ""},
		{"several.go", file(a1, "Repository.Register(revision.Revision{ID: `a2`})"), []string{"a1", "a2"}, []string{"Add bio", ""}, ""},
		{"constant.go", file(`Repository.Register(revision.Revision{ID: id, Message: "a" + "b"})`) + `const id = "a" + "3"`, []string{"a3"}, []string{"ab"}, ""},
		{"versions.go", "package versions\n\nvar Repository = revision.NewRepository()\n", nil, nil, ""},
		{"backfill.go", "package versions\n\nfunc backfill() { " + a1 + " }\n", nil, nil, ""},
		{"computed.go", file(`Repository.Register(revision.Revision{ID: newID()})`), nil, nil, "computed.go: the ID of a revision is no string literal"},
		{"broken.go", file(a1) + "func {", []string{"a1"}, []string{"Add bio"}, "broken.go:6:"},
		{"nothing.go", "<<<<<<< HEAD\n", nil, nil, "nothing.go:1:"},
		{"a1_on_" + elsewhere + ".go", file(a1), []string{"a1"}, []string{"Add bio"}, "Go leaves the file out on "},
		{"a1_test.go", file(a1), []string{"a1"}, []string{"Add bio"}, "ends in _test.go"},
		{"constrained.go", "//go:build never\n\n" + file(a1), []string{"a1"}, []string{"Add bio"}, "a build constraint"},
		{"_a1.go", file(a1), []string{"a1"}, []string{"Add bio"}, "Go leaves the file out on "},
		{"versions_test.go", "package versions_test\n\nfunc TestIt(t *testing.T) { " + a1 + " }\n", nil, nil, ""},
		{"broken_test.go", "package", nil, nil, ""},
		{".#a1.go", file(a1), nil, nil, ""},
		{"a1.go.orig", file(a1), nil, nil, ""},
		{"a1.sql", "SELECT 1", nil, nil, ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			sources, err := revisionfile.Scan(fstest.MapFS{c.name: {Data: []byte(c.content)}})
			if err != nil {
				t.Fatal(err)
			}
			if c.ids == nil && c.err == "" {
				if len(sources) != 0 {
					t.Fatalf("got %+v, want nothing", sources)
				}
				return
			}
			if len(sources) != 1 {
				t.Fatalf("%d sources, want 1", len(sources))
			}
			s := sources[0]
			if d := cmp.Diff([][]string{{c.name}, c.ids, c.messages}, [][]string{{s.Name}, s.IDs, s.Messages}); d != "" {
				t.Errorf("want (-), got (+):\n%s", d)
			}
			if (s.Err != nil) != (c.err != "") || s.Err != nil && !strings.Contains(s.Err.Error(), c.err) {
				t.Errorf("error %v, want %q", s.Err, c.err)
			}
		})
	}
}

func TestScanOfNoDirectory(t *testing.T) {
	_, err := revisionfile.Scan(os.DirFS(t.TempDir() + "/versions"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want %v", err, fs.ErrNotExist)
	}
}

func TestPackage(t *testing.T) {
	inPackage := func(clause string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(clause)} }
	for _, c := range []struct {
		says      string
		files     fstest.MapFS
		want, err string
	}{
		{"no files", fstest.MapFS{"a1.sql": inPackage("-- upgrade")}, "", ""},
		{"one package", fstest.MapFS{"a1.go": inPackage("package history"), "a2.go": inPackage("package history\n\nfunc (")}, "history", ""},
		{"what is no part of it", fstest.MapFS{
			"a1.go": inPackage("<<<<<<<"), "a2.go": inPackage("package"), "gen.go": inPackage("//go:build ignore\n\npackage main"),
			"versions.go": inPackage("package history"), "versions_test.go": inPackage("package history_test"),
		}, "history", ""},
		{"two packages", fstest.MapFS{"a1.go": inPackage("package history"), "a2.go": inPackage("package versions")},
			"", "a1.go is in package history, and a2.go in package versions"},
	} {
		got, err := revisionfile.Package(c.files)
		if got != c.want || (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: got %q, %v", c.says, got, err)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add(file(`Repository.Register(revision.Revision{ID: "a1"})`))
	f.Add(file("Repository.Register(revision.Revision{ID: 5, 1, Message: -x})"))
	f.Add("package versions\nconst (\na = \"x\" + a\nb\n)")
	f.Fuzz(func(t *testing.T, content string) {
		sources, err := revisionfile.Scan(fstest.MapFS{"a1.go": {Data: []byte(content)}})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sources {
			if len(s.IDs) != len(s.Messages) || len(s.IDs) == 0 && s.Err == nil {
				t.Errorf("source %+v of %q", s, content)
			}
		}
	})
}
