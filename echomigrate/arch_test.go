package echomigrate_test

import (
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// policy lists the packages from the bottom up: each line may import what stands on earlier lines, and what stands behind "<"
// from outside. A package that is not listed fails the test.
const policy = `
echomigrate/internal/concurrent    <
echomigrate/internal/sourcefile    <
echomigrate/schema                 <
echomigrate/op                     < bun
echomigrate/revision               <
echomigrate/sqlfile                <
echomigrate/model                  < bun
echomigrate/diff                   <
echomigrate/dialect                < bun
echomigrate/dialect/postgres       < bun
echomigrate/dialect/sqlite         < bun
echomigrate/dialect/known          < bun
echomigrate/adopt                  < bun
echomigrate/spelling               < bun
echomigrate/rowcheck               < bun
echomigrate/proof                  < bun
echomigrate/revisionfile           <
echomigrate/internal/gotemplate    <
echomigrate/internal/gofile        <
echomigrate/render                 <
echomigrate/scaffold               <
echomigrate/modelsource            < bun
echomigrate/runner                 < bun
echomigrate/page                   <
echomigrate                        < bun echo
echomigrate/migratetest            < bun
cli                                < cli isatty
migrations/versions                < bun
app/config                         < cli
app/models                         < bun
app/api                            < bun echo
app                                < bun echo cli drivers

# for tests only
echomigrate/testdb/pgserver        <
echomigrate/testdb                 < bun drivers
echomigrate/testdb/pgtemp          <
echomigrate/internal/schemagen     < tests
echomigrate/dialect/dialecttest    < bun drivers tests
`

// outside says which modules stand behind the short names in the policy.
var outside = map[string][]string{
	"bun":     {"github.com/uptrace/bun", "github.com/uptrace/bun/dialect", "github.com/uptrace/bun/schema", "github.com/uptrace/bun/dialect/feature"},
	"echo":    {"github.com/labstack/echo/v4", "github.com/labstack/echo/v4/middleware"},
	"cli":     {"github.com/urfave/cli/v2"},
	"isatty":  {"github.com/mattn/go-isatty"},
	"drivers": {"github.com/uptrace/bun/dialect/pgdialect", "github.com/uptrace/bun/dialect/sqlitedialect", "github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/stdlib", "modernc.org/sqlite"},
	"tests":   {"pgregory.net/rapid", "github.com/google/go-cmp/cmp", "github.com/google/go-cmp/cmp/cmpopts"},
}

const module = "github.com/echomigrate/echo-migrate/"

func TestImportPolicy(t *testing.T) {
	allowed := map[string][]string{}
	var below []string
	for line := range strings.Lines(policy) {
		name, groups, isRule := strings.Cut(line, "<")
		if !isRule {
			continue
		}
		name = strings.TrimSpace(name)
		imports := slices.Clone(below)
		for _, group := range strings.Fields(groups) {
			if outside[group] == nil {
				t.Fatalf("the policy for %s names the unknown group %q", name, group)
			}
			imports = append(imports, outside[group]...)
		}
		allowed[name] = imports
		below = append(below, module+name)
	}

	found := map[string]bool{}
	for _, dir := range packages(t, "..") {
		found[dir] = true
		rule, listed := allowed[dir]
		if !listed {
			t.Errorf("package %s is not in the policy", dir)
			continue
		}
		pkg, err := build.ImportDir(filepath.Join("..", dir), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range pkg.Imports {
			standard := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")
			if !standard && !slices.Contains(rule, imported) {
				t.Errorf("package %s may not import %s", dir, imported)
			}
		}
	}
	for name := range allowed {
		if !found[name] {
			t.Errorf("the policy lists %s, which is no package", name)
		}
	}
}

// packages lists the directories below root that hold Go files which are no tests.
func packages(t *testing.T, root string) []string {
	t.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != root {
			_, errModule := os.Stat(filepath.Join(file, "go.mod"))
			if errModule == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
		}
		if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
			dir, err := filepath.Rel(root, filepath.Dir(file))
			if err != nil {
				return err
			}
			seen[path.Clean(filepath.ToSlash(dir))] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for dir := range seen {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}
