package echomigrate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// existing is a database that was there before its revisions.
type existing struct {
	*testing.T
	kind, name, address string
	db                  *bun.DB
	// module is the directory of the module that models are written into.
	module string
	// report says how far it gets.
	report string
}

// TestExistingDatabases takes databases over that other programs made: those in testdata/existing, and those in the folder that the
// environment variable CORPUS names, with the same directories; without it there are no more. The baseline of each makes the same
// database out of an empty one and takes it away again, and the models that are written for it leave nothing for check to find
// once the database is stamped.
func TestExistingDatabases(t *testing.T) {
	module := newModule(t)
	var all []*existing
	for _, folder := range []string{"testdata/existing", os.Getenv("CORPUS")} {
		for _, kind := range []string{"postgresql", "sqlite"} {
			files, err := filepath.Glob(filepath.Join(folder, kind, "*.sql"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				if folder == "" {
					continue
				}
				e := &existing{kind: kind, name: fmt.Sprintf("db%d", len(all)), module: module}
				e.T = t
				t.Run(kind+"/"+strings.TrimSuffix(filepath.Base(file), ".sql"), func(inner *testing.T) {
					e.load(t, inner, file)
					e.T = inner
					e.baseline()
					e.models()
				})
				all = append(all, e)
			}
		}
	}
	checkModels(t, module, all)
}

// load runs a file by the database's own shell. The database lives as long as the outer test.
func (e *existing) load(outer, inner *testing.T, file string) {
	script, err := os.ReadFile(file)
	if err != nil {
		inner.Fatal(err)
	}
	e.address = testdb.SQLitePath(outer)
	if e.kind == "postgresql" {
		e.address = testdb.PostgresURL(outer)
	}
	if out, err := testdb.Shell(outer, e.address, string(script)); err != nil {
		inner.Fatalf("%s: %v\n%s", file, err, out)
	}
	e.db = e.open(outer, e.address)
}

func (e *existing) open(t *testing.T, address string) *bun.DB {
	if e.kind == "postgresql" {
		return testdb.OpenPostgres(t, address)
	}
	return testdb.OpenSQLite(t, address)
}

// baseline makes the same database out of an empty one.
func (e *existing) baseline() {
	ctx := context.Background()
	m, err := echomigrate.New(e.db, echomigrate.Config{Directory: filepath.Join(e.module, e.name, "migrations")})
	if err != nil {
		e.Fatal(err)
	}
	baseline, err := m.InitFromDatabase(ctx, echomigrate.InitOptions{})
	if err != nil {
		e.Fatal(err)
	}
	e.report = fmt.Sprintf("%4d operations, %4d of them SQL, left out: %q", len(baseline.Revision.Upgrade), count(baseline.Revision.Upgrade), baseline.Left)
	if _, err := parser.ParseFile(token.NewFileSet(), baseline.Path, nil, parser.AllErrors); err != nil {
		e.Error(err)
	}
	repository := revision.NewRepository()
	repository.Register(baseline.Revision)
	address := testdb.SQLitePath(e.T)
	if e.kind == "postgresql" {
		address = testdb.PostgresURL(e.T)
	}
	blank := e.dump(e.blank())
	copied, err := echomigrate.New(e.open(e.T, address), echomigrate.Config{Repository: repository, Directory: e.TempDir()})
	if err != nil {
		e.Fatal(err)
	}
	if _, err := copied.Upgrade(ctx, "head"); err != nil {
		e.Fatal(err)
	}
	e.same("upgrade", e.dump(e.address), e.dump(address))
	if _, err := copied.Downgrade(ctx, "base"); err != nil {
		e.Fatal(err)
	}
	e.same("downgrade", blank, e.dump(address))
}

// blank is the address of an empty database.
func (e *existing) blank() string {
	if e.kind == "postgresql" {
		return testdb.PostgresURL(e.T)
	}
	path := testdb.SQLitePath(e.T)
	if out, err := testdb.Shell(e.T, path, "VACUUM"); err != nil {
		e.Fatalf("%v: %s", err, out)
	}
	return path
}

func (e *existing) same(what string, want, got []string) {
	e.Helper()
	if d := cmp.Diff(want, got); d != "" {
		e.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func count(ops []op.Operation) (n int) {
	for _, o := range ops {
		if _, is := o.(op.Exec); is {
			n++
		}
	}
	return n
}

// dump is what a database holds, our own tables apart, in an order that says nothing.
func (e *existing) dump(address string) []string {
	if e.kind == "sqlite" {
		return e.inspected(address)
	}
	return slices.DeleteFunc(blocks(testdb.DumpAt(e.T, address)), func(block string) bool { return strings.Contains(block, "echomigrate_") })
}

// inspected is what a database of SQLite holds: it keeps the text of each statement, so that the same table has as many texts as there
// are ways to write it.
func (e *existing) inspected(address string) []string {
	ctx, db := context.Background(), e.open(e.T, address)
	scope := dialect.Scope{Exclude: []schema.Name{{Table: "echomigrate_version"}, {Table: "echomigrate_history"}}}
	s, err := sqlite.New().Inspect(ctx, db, scope)
	if err != nil {
		e.Fatal(err)
	}
	definitions, err := sqlite.New().Definitions(ctx, db, scope)
	if err != nil {
		e.Fatal(err)
	}
	list := []string{}
	for _, t := range s.Tables {
		list = append(list, fmt.Sprintf("%+v", t))
	}
	for _, d := range definitions.List {
		list = append(list, d.Kind+" "+d.Name+strings.Join(d.Create, "; "))
	}
	slices.Sort(list)
	return list
}

var heading = regexp.MustCompile(`(?m)^--.*\n|^SET .*\n|^\n`)

// blocks are the statements of a dump, sorted.
func blocks(dump string) []string {
	list := []string{}
	for block := range strings.SplitSeq(dump, "\n-- Name: ") {
		_, body, _ := strings.Cut("\n"+block, "\n")
		if _, rest, is := strings.Cut(body, "Owner: -\n"); is {
			body = rest
		}
		if body = strings.TrimSpace(strings.TrimSuffix(heading.ReplaceAllString(body, ""), "--")); body != "" {
			list = append(list, body)
		}
	}
	slices.Sort(list)
	return list
}

// models writes models for the database.
func (e *existing) models() {
	m, err := echomigrate.New(e.db, echomigrate.Config{})
	if err != nil {
		e.Fatal(err)
	}
	models, err := m.Inspect(context.Background(), echomigrate.InspectOptions{Package: e.name, Output: filepath.Join(e.module, e.name, "models.go")})
	if err != nil {
		e.Fatal(err)
	}
	e.report += fmt.Sprintf(", %4d models, left out: %q", len(models.Models), models.Left)
}

// newModule is the directory of a new module that can import this one.
func newModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	const ours = "github.com/echomigrate/echo-migrate"
	write(t, filepath.Join(dir, "go.mod"), strings.Replace(string(module), "module "+ours, "module example.com/existing", 1)+
		fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %s => %s\n", ours, ours, root))
	write(t, filepath.Join(dir, "go.sum"), string(sums))
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkModels builds one program with the models of all databases, and lets it compare each with its own.
func checkModels(t *testing.T, module string, all []*existing) {
	t.Helper()
	addresses := map[string]string{}
	var imports, cases strings.Builder
	for _, e := range all {
		if _, err := os.Stat(filepath.Join(module, e.name, "models.go")); err == nil {
			addresses[e.name] = e.address
			fmt.Fprintf(&imports, "%q\n%s_versions %q\n", "example.com/existing/"+e.name, e.name, "example.com/existing/"+e.name+"/migrations/versions")
			fmt.Fprintf(&cases, "%q: {%s.RegisterModels, %s_versions.Repository},\n", e.name, e.name, e.name)
		}
	}
	program, err := os.ReadFile("testdata/existing/check.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(module, "main.go"), strings.NewReplacer("// IMPORTS", imports.String(), "// WRITTEN", cases.String()).Replace(string(program)))
	input, err := json.Marshal(addresses)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("go", "run", "-mod=mod", ".")
	run.Dir, run.Stdin = module, strings.NewReader(string(input))
	run.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := map[string][]string{}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, e := range all {
		lines, is := found[e.name]
		if !is || len(lines) > 0 {
			t.Errorf("%s: the models are not the database's: %s", e.Name(), strings.Join(lines, "\n\t"))
		}
		t.Logf("%-60s %s, checked: %v", e.Name(), e.report, is && len(lines) == 0)
	}
}
