package autogenerate_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// row is one line of a table of the page.
type row struct {
	line int
	// on says of each kind of database whether it has such a thing.
	on map[string]bool
	// shown are the changes, databases and tests that the row names.
	shown []string
}

// TestPage holds docs/autogenerate.md against the tests: each row names changes or tests that are there and that run on the databases
// that the row says, and each change has a row.
func TestPage(t *testing.T) {
	kinds := map[string][]string{}
	for _, c := range changes() {
		kinds[c.says] = kindsOf(c.on)
	}
	for _, c := range creations() {
		kinds[c.says] = kindsOf(c.on)
	}
	missing := maps.Clone(kinds)
	for _, name := range testFunctions(t) {
		kinds[name] = []string{onPostgres, onSQLite}
	}
	for _, r := range readPage(t) {
		for _, fault := range r.faults(kinds) {
			t.Errorf("docs/autogenerate.md:%d: %s", r.line, fault)
		}
		for _, name := range r.shown {
			delete(missing, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("docs/autogenerate.md has no row that names `%s`", name)
	}
}

func kindsOf(on string) []string {
	if on != "" {
		return []string{on}
	}
	return []string{onPostgres, onSQLite}
}

// faults lists what is wrong with a row; kinds are the databases that each thing runs on that a row may name.
func (r row) faults(kinds map[string][]string) (faults []string) {
	if len(r.shown) == 0 {
		faults = append(faults, "nothing shows it: name a change of the tests")
	}
	runs := map[string]bool{}
	for _, name := range r.shown {
		on, is := kinds[name]
		if !is {
			faults = append(faults, fmt.Sprintf("there is no change and no test `%s`", name))
		}
		for _, kind := range on {
			runs[kind] = true
		}
	}
	for _, kind := range []string{onPostgres, onSQLite} {
		if r.on[kind] && !runs[kind] {
			faults = append(faults, "nothing shows it on "+kind)
		}
	}
	return faults
}

var span = regexp.MustCompile("`([^`]+)`")

// readPage lists the rows of all tables of the page but their heads.
func readPage(t *testing.T) []row {
	t.Helper()
	page, err := os.ReadFile("../../../docs/autogenerate.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	inTable := false
	for i, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			inTable = false
		case len(cells) != 5:
			t.Errorf("docs/autogenerate.md:%d: a row has five cells, this one has %d", i+1, len(cells))
		case strings.HasPrefix(line, "|---"):
			inTable = true
		case inTable:
			r := row{line: i + 1, on: map[string]bool{}}
			for n, kind := range []string{onPostgres, onSQLite} {
				r.on[kind] = strings.TrimSpace(cells[1+n]) != "–"
			}
			for _, match := range span.FindAllStringSubmatch(cells[4], -1) {
				r.shown = append(r.shown, match[1])
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// testFunctions lists the tests below echomigrate, each as package.Test.
func testFunctions(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names = append(names, strings.TrimSuffix(file.Name.Name, "_test")+"."+f.Name.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
