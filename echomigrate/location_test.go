package echomigrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// directories are new ones below one that is removed behind the test.
func directories(t *testing.T, names ...string) []string {
	t.Helper()
	parent := t.TempDir()
	var paths []string
	for _, name := range names {
		path := filepath.Join(parent, filepath.FromSlash(name))
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestVersionLocationsThatCannotBeToldApartAreRefused(t *testing.T) {
	first, second, third := repository(), repository(), repository()
	for _, c := range []struct {
		says      string
		locations []echomigrate.VersionLocation
		want      string
	}{
		{"none", nil, ""},
		{"others", []echomigrate.VersionLocation{{Directory: "billing", Repository: second}, {Directory: "mail", Repository: third}}, ""},
		{"two without a directory", []echomigrate.VersionLocation{{Repository: second}, {Repository: third}}, ""},
		{"without a directory beside the working directory", []echomigrate.VersionLocation{{Directory: ".", Repository: second}, {Repository: third}}, ""},
		{"no repository", []echomigrate.VersionLocation{{Directory: "billing"}}, "Config.VersionLocations[0] has no repository"},
		{"the main repository", []echomigrate.VersionLocation{{Directory: "billing", Repository: first}}, "Config.VersionLocations[0] has the repository"},
		{"a repository twice", []echomigrate.VersionLocation{{Repository: second}, {Repository: second}}, "Config.VersionLocations[1] has the repository"},
		{"the main directory", []echomigrate.VersionLocation{{Directory: "./migrations/versions", Repository: second}}, "Config.VersionLocations[0] has"},
		{"a directory twice", []echomigrate.VersionLocation{
			{Directory: "billing", Repository: second}, {Directory: "billing/../billing/", Repository: third},
		}, "Config.VersionLocations[1] has"},
	} {
		_, err := echomigrate.New(testdb.SQLite(t), echomigrate.Config{Repository: first, VersionLocations: c.locations})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want %q", c.says, err, c.want)
		}
	}
}

func TestALinkToAFileThatIsGoneHidesNoOtherFile(t *testing.T) {
	d := directories(t, "migrations/versions")
	source := "package versions\n\nfunc init() {\n\tRepository.Register(revision.Revision{ID: \"a1\"})\n}\n"
	if err := os.WriteFile(filepath.Join(d[0], "a1.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone.go", filepath.Join(d[0], "b1.go")); err != nil {
		t.Fatal(err)
	}
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{Directory: filepath.Dir(d[0]), Repository: repository()})
	_, err := m.Heads()
	if !errors.Is(err, echomigrate.ErrStaleBinary) || !strings.Contains(err.Error(), "b1.go") {
		t.Errorf("got error %v", err)
	}
}

func TestFilesThatAreNotInTheProgramAreToldWithTheirDirectory(t *testing.T) {
	d := directories(t, "migrations/versions", "billing", "mail")
	for i, id := range []string{"a1", "b1", "c1"} {
		source := "package versions\n\nfunc init() {\n\tRepository.Register(revision.Revision{ID: \"" + id + "\"})\n}\n"
		for _, name := range []string{id + ".go", id + "_again.go"} {
			if err := os.WriteFile(filepath.Join(d[i], name), []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{
		Directory:  filepath.Dir(d[0]),
		Repository: repository(),
		VersionLocations: []echomigrate.VersionLocation{
			{Directory: d[1], Repository: repository()}, {Directory: d[2], Repository: repository(revision.Revision{ID: "c1"})},
		},
	})
	_, err := m.Heads()
	if !errors.Is(err, echomigrate.ErrStaleBinary) {
		t.Fatalf("got error %v", err)
	}
	want := []string{
		d[0] + ": revisions a1 (a1.go), a1 (a1_again.go) are not in this binary: build it again",
		d[1] + ": revisions b1 (b1.go), b1 (b1_again.go) are not in this binary: build it again",
	}
	if d := cmp.Diff(want, strings.Split(err.Error(), "\n")); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
}

// Each location says for itself whether it takes SQL files.
func TestSQLFilesInALocation(t *testing.T) {
	d := directories(t, "migrations/versions", "billing")
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{
		Directory:        filepath.Dir(d[0]),
		Repository:       repository(),
		VersionLocations: []echomigrate.VersionLocation{{Directory: d[1], Repository: sqlfile.NewRepository(fstest.MapFS{})}},
	})
	for path, taken := range map[string]bool{"": false, d[0]: false, d[1]: true} {
		generated, err := m.Revision(t.Context(), echomigrate.RevisionOptions{
			ID: "a1", Heads: []string{"base"}, SQL: true, VersionPath: path,
		})
		if taken != (err == nil) || taken && generated.Path != filepath.Join(d[1], "a1.sql") {
			t.Errorf("in %q: wrote %q, error %v", path, generated.Path, err)
		}
	}
}

func TestALocationsSQLFileIsFound(t *testing.T) {
	d := directories(t, "migrations/versions", "billing")
	written := "-- Begin billing\n--\n-- revision: b1\n-- revises:\n\n-- upgrade\n\n-- downgrade\n"
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{
		Directory:  filepath.Dir(d[0]),
		Repository: repository(createGuests()),
		VersionLocations: []echomigrate.VersionLocation{
			{Directory: d[1], Repository: sqlfile.NewRepository(fstest.MapFS{"b1_begin.sql": {Data: []byte(written)}})},
		},
	})
	files, err := m.Files(t.Context(), "heads")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{filepath.Join(d[0], "migrator_test.go"), filepath.Join(d[1], "b1_begin.sql")}, files); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
}
