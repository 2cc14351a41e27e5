package render_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
	"github.com/echomigrate/echo-migrate/echomigrate/scaffold"
)

func TestScanReadsWhatRevisionWrites(t *testing.T) {
	files := fstest.MapFS{}
	var want []string
	for _, c := range typical {
		source, err := render.Revision(c.revision, c.options)
		if err != nil {
			t.Fatal(err)
		}
		files[render.FileName(c.revision)] = &fstest.MapFile{Data: source}
		want = append(want, render.FileName(c.revision)+" "+c.revision.ID+" "+c.revision.Message)
	}
	repository, err := scaffold.Files("", scaffold.Values{ImportPath: "example.com/app/migrations/versions"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range repository {
		if name, is := strings.CutPrefix(f.Path, "versions/"); is {
			files[name] = &fstest.MapFile{Data: f.Content}
		}
	}
	sources, err := revisionfile.Scan(files)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range sources {
		if s.Err != nil {
			t.Errorf("%s: %v", s.Name, s.Err)
		}
		got = append(got, s.Name+" "+strings.Join(s.IDs, ",")+" "+strings.Join(s.Messages, ","))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("written (-), read (+):\n%s", d)
	}
}
