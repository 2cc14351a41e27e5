package render_test

import (
	"context"
	"database/sql"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/render/testdata/fill"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// weight is a type of the file's own package.
type weight float64

type worker struct{}

func (worker) work(context.Context, bun.IDB) error { return nil }

// cells renders one row of values in a file of this test's own package.
func cells(t *testing.T, values ...any) (string, error) {
	t.Helper()
	source, err := render.Revision(revision.Revision{ID: "a1", Upgrade: []op.Operation{
		op.BulkInsert{Table: "t", Rows: [][]any{values}},
	}}, render.Options{ImportPath: self})
	return string(source), err
}

func TestValuesKeepTheirTypes(t *testing.T) {
	berlin := time.FixedZone("CEST", 7200)
	at := time.Date(2026, 7, 1, 12, 30, 0, 5, berlin)
	tests := []struct {
		value any
		want  string
	}{
		{nil, "nil"},
		{true, "true"},
		{5, "5"},
		{int64(5), "int64(5)"},
		{uint8(200), "uint8(200)"},
		{5.0, "5.0"},
		{1e21, "1e+21"},
		{float32(0.1), "float32(0.1)"},
		{weight(2), "weight(2.0)"},
		{"a\"b", `"a\"b"`},
		{`{"a": "b"}`, "`{\"a\": \"b\"}`"},
		{schema.Cascade, "schema.Cascade"},
		{schema.Action("EXPLODE"), `schema.Action("EXPLODE")`},
		{[]byte("abc"), `[]byte("abc")`},
		{[]byte(nil), "[]byte(nil)"},
		{at, `time.Date(2026, time.July, 1, 12, 30, 0, 5, time.FixedZone("CEST", 7200))`},
		{at.UTC(), `time.Date(2026, time.July, 1, 10, 30, 0, 5, time.UTC)`},
		{at.In(time.Local), `time.Date(2026, time.July, 1, 10, 30, 0, 5, time.UTC)`},
		{time.Time{}, "time.Time{}"},
		{sql.NullString{String: "x", Valid: true}, `sql.NullString{String: "x", Valid: true}`},
		{&schema.Check{Name: "c"}, `&schema.Check{Name: "c"}`},
		{map[string]int{"b": 2, "a": 1}, `map[string]int{"a": 1, "b": 2}`},
		{[2]bool{true, false}, "[2]bool{true, false}"},
		{[]*schema.Check{{Name: "c"}}, `[]*schema.Check{{Name: "c"}}`},
	}
	for _, c := range tests {
		t.Run(c.want, func(t *testing.T) {
			source, err := cells(t, c.value)
			if err != nil {
				t.Fatal(err)
			}
			if want := "\t{" + c.want + "},\n"; !strings.Contains(source, want) {
				t.Errorf("the file lacks %q:\n%s", want, source)
			}
		})
	}
}

func TestWhatNoLiteralSaysIsAnError(t *testing.T) {
	local := func(context.Context, bun.IDB) error { return nil }
	number := 5
	inGroup := op.Only{Dialect: "postgres", Ops: op.List{op.Exec{SQL: "SELECT 1"}, op.Func{Name: "fill bios", Run: local}}}
	tests := []struct {
		name      string
		operation op.Operation
		options   render.Options
		want      string
	}{
		{"closure", op.Func{Name: "fill bios", Run: local}, render.Options{}, "step 1: Func fill bios: Run: "},
		{"closure in a group", inGroup, render.Options{}, "step 1: Only postgres (2 operations): Ops: 2: Func fill bios: Run: "},
		{"method", op.Func{Name: "work", Run: worker{}.work}, render.Options{}, "is no function of a package: "},
		{"unexported elsewhere", op.Func{Run: fillBios}, render.Options{ImportPath: "example.com/app/versions"}, "render_test.fillBios is not exported"},
		{"channel", op.BulkInsert{Table: "t", Rows: [][]any{{1, make(chan int)}}}, render.Options{}, "BulkInsert t (1 row): Rows: 1: 2: a chan int cannot"},
		{"pointer", op.BulkInsert{Rows: [][]any{{&number}}}, render.Options{}, "a *int cannot be written as a literal: give the value itself"},
		{"generic", op.BulkInsert{Rows: [][]any{{sql.Null[int]{V: 1}}}}, render.Options{}, "a sql.Null[int] cannot be written"},
		{"package name", op.Exec{}, render.Options{Package: "no name"}, `package name "no name"`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			_, err := render.Revision(revision.Revision{ID: "a1", Upgrade: []op.Operation{c.operation}}, c.options)
			if err == nil || !strings.HasPrefix(err.Error(), "render: revision a1: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestFunctionsOfTheOwnPackageNeedNoImport(t *testing.T) {
	tests := []struct {
		options render.Options
		want    string
	}{
		{render.Options{}, "Run: fill.Backfill}"},
		{render.Options{Package: "fill"}, "Run: Backfill}"},
		{render.Options{Package: "fill", ImportPath: "example.com/other/fill"}, "Run: fill.Backfill}"},
		{render.Options{ImportPath: "github.com/echomigrate/echo-migrate/echomigrate/render/testdata/fill"}, "Run: Backfill}"},
	}
	for _, c := range tests {
		source, err := render.Revision(revision.Revision{ID: "a1", Upgrade: []op.Operation{op.Func{Name: "f", Run: fill.Backfill}}}, c.options)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), c.want) {
			t.Errorf("%+v: the file lacks %q:\n%s", c.options, c.want, source)
		}
		if imports := strings.Contains(string(source), "testdata/fill"); imports == strings.Contains(c.want, " Backfill") {
			t.Errorf("%+v: the package is imported: %t", c.options, imports)
		}
	}
}

func TestCommentsCannotHurtTheFile(t *testing.T) {
	for _, message := range hostile {
		checkMessage(t, message)
	}
}

// hostile are messages that mean something to Go where they stand, or to who reads them.
var hostile = []string{
	"", " ", "two\nlines", "carriage\rreturn", "*/ package main", "`", "`\n`", "\x00", "\xff\xfe", "\ufeff", "+build ignore", "a\n+build ignore",
	"go:build ignore", "//go:build ignore", "\n//go:build ignore", "/* open", "line foo.go:1", "# heading", "- item\n- item", "[a]: http://example.com",
	"\tindented\n\t\tmore", "Deprecated: users", "\u202e reversed", "a\u2028b", "trailing \n\n\n", "package versions", "🚀", "import \"C\"",
}

func FuzzMessage(f *testing.F) {
	for _, message := range hostile {
		f.Add(message)
	}
	f.Fuzz(checkMessage)
}

// checkMessage renders a revision with a message, and looks whether the file is whole: it parses, says the message, has
// no build constraint and is formatted.
func checkMessage(t *testing.T, message string) {
	warnings := map[int][]string{0: {message}, 1: {message}}
	r := revision.Revision{ID: "a1", Message: message, Upgrade: []op.Operation{op.DropTable{Table: "users"}}}
	source, err := render.Revision(r, render.Options{Comments: warnings})
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "a1.go", source, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	if got := messageOf(t, file); got != message {
		t.Errorf("the file says the message %q, want %q", got, message)
	}
	if file.Name.Name != "versions" || file.Doc == nil || !strings.HasSuffix(file.Doc.Text(), "Revision a1, a base.\n") {
		t.Errorf("the doc comment of package %s is %q", file.Name.Name, file.Doc.Text())
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text) || !strings.HasPrefix(c.Text, "// ") && c.Text != "//" {
				t.Errorf("comment %q means something", c.Text)
			}
		}
	}
	again, err := format.Source(source)
	if err != nil || string(again) != string(source) {
		t.Errorf("the file is not formatted (%v):\n%s\ngofmt makes\n%s", err, source, again)
	}
	nowhere := build.Context{OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(source))), nil }}
	if matches, err := nowhere.MatchFile(".", "a1.go"); !matches || err != nil {
		t.Errorf("Go leaves the file out: %v", err)
	}
}

// messageOf finds the value of the field Message; empty when there is none.
func messageOf(t *testing.T, file *ast.File) (message string) {
	t.Helper()
	ast.Inspect(file, func(n ast.Node) bool {
		pair, is := n.(*ast.KeyValueExpr)
		if !is || pair.Key.(*ast.Ident).Name != "Message" {
			return true
		}
		ast.Inspect(pair.Value, func(n ast.Node) bool {
			if literal, is := n.(*ast.BasicLit); is {
				part, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				message += part
			}
			return true
		})
		return false
	})
	return message
}
