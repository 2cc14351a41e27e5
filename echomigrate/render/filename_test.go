package render_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/mod/module"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

func TestFileName(t *testing.T) {
	tests := []struct{ id, message, want string }{
		{"8c2f1e0a7b44", "Add user bio", "8c2f1e0a7b44_add_user_bio.go"},
		{"8c2f1e0a7b44", "", "8c2f1e0a7b44.go"},
		{"8c2f1e0a7b44", "🚀✨", "8c2f1e0a7b44.go"},
		{"8c2f1e0a7b44", "Launch 🚀 now", "8c2f1e0a7b44_launch_now.go"},
		{"8c2f1e0a7b44", "Größe ändern", "8c2f1e0a7b44_größe_ändern.go"},
		{"8c2f1e0a7b44", "Cafe\u0301", "8c2f1e0a7b44_cafe.go"},
		{"8c2f1e0a7b44", "../../etc/passwd", "8c2f1e0a7b44_etc_passwd.go"},
		{"8c2f1e0a7b44", `C:\nul`, "8c2f1e0a7b44_c_nul.go"},
		{"8c2f1e0a7b44", "Create the tables that hold all of the orders", "8c2f1e0a7b44_create_the_tables_that_hold_all_of_the.go"},
		{"8c2f1e0a7b44", "exactly forty characters long, no more ok", "8c2f1e0a7b44_exactly_forty_characters_long_no_more_ok.go"},
		{"8c2f1e0a7b44", strings.Repeat("x", 50) + " y", "8c2f1e0a7b44_" + strings.Repeat("x", 40) + ".go"},
		{"8c2f1e0a7b44", "Prepare the test", "8c2f1e0a7b44_prepare_the_test_.go"},
		{"8c2f1e0a7b44", "Move to Linux", "8c2f1e0a7b44_move_to_linux_.go"},
		{"8c2f1e0a7b44", "Windows AMD64", "8c2f1e0a7b44_windows_amd64_.go"},
		{"8c2f1e0a7b44", "Windows users", "8c2f1e0a7b44_windows_users.go"},
		{"8c2f1e0a7b44", "Use js", "8c2f1e0a7b44_use_js_.go"},
		{"v1.2_linux.x", "", "v1_2_linux_x.go"},
		{"_hidden", "x", "r_hidden_x.go"},
		{".hidden", "x", "r_hidden_x.go"},
		{"-1", "x", "r-1_x.go"},
		{"a/b", "x", "a_b_x.go"},
		{"CON", "", "CON_.go"},
		{"versions", "", "versions_.go"},
		{"linux", "", "linux.go"},
		{"", "", "r.go"},
	}
	for _, c := range tests {
		if got := render.FileName(revision.Revision{ID: c.id, Message: c.message}); got != c.want {
			t.Errorf("revision %q, message %q: file %q, want %q", c.id, c.message, got, c.want)
		}
		checkFileName(t, c.id, c.message)
	}
}

func TestFileNameFromTemplate(t *testing.T) {
	r := revision.Revision{ID: "8c2f1e0a7b44", Message: "Add bio", Created: "2026-03-04T07:05:09Z"}
	undated := revision.Revision{ID: "8c2f1e0a7b44", Message: "Add bio"}
	tests := []struct {
		template  string
		revision  revision.Revision
		extension string
		want      string
		err       string
	}{
		{"", r, ".go", "8c2f1e0a7b44_add_bio.go", ""},
		{"", r, ".sql", "8c2f1e0a7b44_add_bio.sql", ""},
		{"%(year)d%(month).2d%(day)02d_%(hour).2d%(minute).2d%(second).2d_%(rev)s", r, ".go", "20260304_070509_8c2f1e0a7b44.go", ""},
		{"%(epoch)d_%(slug)s_%(rev)s", r, ".go", "1772607909_add_bio_8c2f1e0a7b44.go", ""},
		{"%(rev).6s/%(slug)s", r, ".go", "8c2f1e_add_bio.go", ""},
		{"100%%_%(rev)s", r, ".go", "100__8c2f1e0a7b44.go", ""},
		{"%(rev)s_test", r, ".go", "8c2f1e0a7b44_test_.go", ""},
		{"%(slug)s", r, ".go", "", `file template "%(slug)s": two revisions with the same message would share a file: add %(rev)s`},
		{"%(rev)s_%(what)s", r, ".go", "", `unknown part "%(what)s"`},
		{"%(rev)d", r, ".go", "", `unknown part "%(rev)d"`},
		{"%(rev)s_%(year)s", r, ".go", "", `unknown part "%(year)s"`},
		{"%(rev)s_%", r, ".go", "", `unknown part "%"`},
		{"%(rev)s_%(year)d", undated, ".go", "", `the time of revision 8c2f1e0a7b44, "", is not in RFC 3339`},
		{"%(rev)s_%(slug)s", undated, ".go", "8c2f1e0a7b44_add_bio.go", ""},
	}
	for _, c := range tests {
		got, err := render.FileNames{Template: c.template}.Name(c.revision, c.extension)
		if got != c.want {
			t.Errorf("%q: file %q, want %q", c.template, got, c.want)
		}
		if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: error %v, want %q", c.template, err, c.err)
		}
	}
}

// Every word that Go's own list of platforms holds is escaped.
func TestNoWordNamesAPlatform(t *testing.T) {
	root := strings.TrimSpace(string(run(t, "go", "env", "GOROOT")))
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "src/internal/syslist/syslist.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(run(t, "go", "tool", "dist", "list")), func(r rune) bool { return r == '/' || r == '\n' })
	ast.Inspect(file, func(n ast.Node) bool {
		if pair, is := n.(*ast.KeyValueExpr); is {
			word, err := strconv.Unquote(pair.Key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			words = append(words, word)
		}
		return true
	})
	if len(words) < 50 {
		t.Fatalf("only %d words found", len(words))
	}
	for _, word := range words {
		want := "a1_for_" + word + "_.go"
		if got := render.FileName(revision.Revision{ID: "a1", Message: "For " + word}); got != want {
			t.Errorf("file %q, want %q", got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, message := range hostile {
		f.Add("8c2f1e0a7b44", message)
	}
	for _, id := range []string{"", "_", ".", "-", "con", "a.b", "x_linux", "🚀", "\xff", "a~1"} {
		f.Add(id, "test")
		f.Add(id, "")
	}
	f.Fuzz(checkFileName)
}

var platforms = [][2]string{{"linux", "amd64"}, {"windows", "amd64"}, {"darwin", "arm64"}, {"freebsd", "riscv64"}, {"js", "wasm"}}

// checkFileName asks Go whether it compiles the file everywhere, and whether file systems and modules take the name.
func checkFileName(t *testing.T, id, message string) {
	name := render.FileName(revision.Revision{ID: id, Message: message})
	if len(id) < 40 && utf8.RuneCountInString(name) > utf8.RuneCountInString(id)+len("r__.go")+40 {
		t.Errorf("file %q is too long", name)
	}
	if strings.HasSuffix(name, "_test.go") || name == "versions.go" {
		t.Errorf("file %q is no revision's", name)
	}
	if err := module.CheckFilePath("versions/" + name); err != nil {
		t.Errorf("file %q: %v", name, err)
	}
	for _, p := range platforms {
		c := build.Context{GOOS: p[0], GOARCH: p[1], OpenFile: func(string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("package versions\n")), nil
		}}
		if matches, err := c.MatchFile(".", name); !matches || err != nil {
			t.Errorf("on %s/%s Go leaves out file %q (%v)", p[0], p[1], name, err)
		}
	}
}
