package revisionfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// registers is a file that registers a revision.
func registers(id string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("package versions\n\nfunc init() {\n\tRepository.Register(revision.Revision{ID: \"" + id + "\"})\n}\n")}
}

// many are so many files.
func many(n int) fstest.MapFS {
	files := fstest.MapFS{}
	for i := range n {
		id := fmt.Sprintf("r%d", i)
		files[id+".go"] = registers(id)
	}
	return files
}

func TestCheckFindsWhatIsNotInTheProgram(t *testing.T) {
	graph, err := revision.NewGraph([]revision.Revision{{ID: "a1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		says  string
		files fstest.MapFS
		want  []string
	}{
		{"all are there", fstest.MapFS{"a1.go": registers("a1")}, nil},
		{"no files", fstest.MapFS{}, nil},
		{"a pipe, which nobody writes to", fstest.MapFS{"a1.go": registers("a1"), "b2.go": {Mode: fs.ModeNamedPipe, Data: registers("b2").Data}}, nil},
		{"a new file", fstest.MapFS{"a1.go": registers("a1"), "b2.go": registers("b2")}, []string{"b2 (b2.go)", "build it again"}},
		{"more files than a line has room for", many(7), []string{
			"revisions r0 (r0.go), r1 (r1.go), r2 (r2.go), r3 (r3.go), r4 (r4.go) and 2 more are not in this binary: build it again",
		}},
		{"a file that Go takes for a test", fstest.MapFS{"b2_test.go": registers("b2")}, []string{"b2_test.go", "rename it"}},
		{"a file that cannot be parsed", fstest.MapFS{"b2.go": {Data: []byte("package versions\n\nfunc init( {")}}, []string{"b2.go"}},
	} {
		err := revisionfile.Check(c.files, graph, nil)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", c.says, err)
			continue
		}
		for _, text := range c.want {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %v does not say %q", c.says, err, text)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: several lines: %v", c.says, err)
			}
		}
	}
	if err := revisionfile.Check(fstest.MapFS{"b2.go": registers("b2")}, graph, nil); !errors.Is(err, revisionfile.ErrNotBuiltIn) {
		t.Errorf("got %v", err)
	}
}

func TestCheckNamesRevisionsWhoseFileIsGone(t *testing.T) {
	built := []revision.Revision{{ID: "a1", Source: "migrations/versions/a1_create.go:9"}, {ID: "b2", Revises: []string{"a1"}, Source: "migrations/versions/b2.go:9"}}
	graph, err := revision.NewGraph(built)
	if err != nil {
		t.Fatal(err)
	}
	renamed := fstest.MapFS{"a1_other.go": registers("a1"), "b2.go": registers("b2")}
	if err := revisionfile.Check(renamed, graph, built); err != nil {
		t.Errorf("a file with another name: %v", err)
	}
	err = revisionfile.Check(fstest.MapFS{"a1_create.go": registers("a1")}, graph, built)
	want := "revision b2 (migrations/versions/b2.go:9) is in this binary, but not on disk: build it again"
	if !errors.Is(err, revisionfile.ErrGone) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
