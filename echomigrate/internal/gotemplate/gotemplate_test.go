package gotemplate_test

import (
	"errors"
	"strings"
	"testing"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/gotemplate"
)

func TestExecuteFormats(t *testing.T) {
	form := template.Must(template.New("a.tmpl").Parse("package {{.}}\n\nvar (\na = 1\nlong = 2\n)"))
	source, err := gotemplate.Execute(form, "versions")
	if err != nil {
		t.Fatal(err)
	}
	if want := "package versions\n\nvar (\n\ta    = 1\n\tlong = 2\n)\n"; string(source) != want {
		t.Errorf("got %q, want %q", source, want)
	}
}

func TestChecks(t *testing.T) {
	form := template.Must(template.New("a.tmpl").Parse("package {{.}}\n\n{{/* gone */}}{{with .}}\n\n\tvar a = 1{{end}}\n"))
	for _, c := range []struct {
		line int
		want string
	}{
		{1, "template: a.tmpl:1: what it makes is refused"},
		{5, "template: a.tmpl:5: what it makes is refused"},
		{0, "template: a.tmpl: what it makes is refused"},
	} {
		_, err := gotemplate.Execute(form, "versions", func([]byte) (int, error) { return c.line, errors.New("is refused") })
		if err == nil || err.Error() != c.want {
			t.Errorf("line %d: error %v, want %s", c.line, err, c.want)
		}
	}
	if _, err := gotemplate.Execute(form, "versions", func([]byte) (int, error) { return 1, nil }); err != nil {
		t.Error(err)
	}
}

func TestFaultsNameTheTemplatesLine(t *testing.T) {
	const head = "package versions\n\n"
	for _, c := range []struct{ says, text, want string }{
		{"what cannot be evaluated", head + "{{.Nope}}", "a.tmpl:3:2"},
		{"a line of text", head + "{{with .Lines}}// a\n// b\n{{end}}func {\n", "a.tmpl:5: what it makes is no Go: expected"},
		{"a value of several lines", head + "// x\n\n{{.Broken}}\n\nvar a = 1\n", "a.tmpl:5: "},
		{"text behind values of several lines", head + "{{.Lines}}{{.Lines}}\n\nvar a = )\n", "a.tmpl:5: "},
		{"a branch", head + "{{if .Lines}}\nvar a = 1\n{{else}}\nfunc {{end}}\n{{range .Each}}\nvar b = {{.}}\n{{end}}", "a.tmpl:8: "},
		{"trimmed text", head + "{{- /* gone */ -}}\n\n\n  )", "a.tmpl:6: "},
		{"a template of its own", head + "{{template \"part\"}}\n{{define \"part\"}}\nvar a = 1\nvar b = )\n{{end}}", "a.tmpl:6: "},
		{"no package", "\n\nvar a = 1\n", "a.tmpl:3: what it makes is no Go: expected 'package'"},
		{"nothing", "", "a.tmpl: what it makes is no Go: expected 'package'"},
	} {
		form, err := template.New("a.tmpl").Parse(c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.says, err)
		}
		_, err = gotemplate.Execute(form, struct {
			Lines, Broken string
			Each          []string
		}{"// c\n// d\n", "// e\nfunc )", []string{"1", ")"}})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want %q", c.says, err, c.want)
		}
	}
}
