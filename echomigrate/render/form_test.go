package render_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// annotated is a form as teams have it: what they want above, comments in the middle, a function beside.
const annotated = `// Copyright of the shop.

{{.Doc}}
//
// It follows {{len .Revises}}{{range .Revises}} ({{.}}){{end}}, and was written on {{slice .Created 0 10}}.
package {{.Package}}

{{.Imports}}

import "fmt"

func init() {
	fmt.Sprint({{printf "%q" .Message}})
	Repository.Register(revision.Revision{
		{{.Fields}}

		// Forwards.
		Upgrade: {{.Upgrade}},

		// Backwards.
		Downgrade: {{.Downgrade}},
	})
}
`

func TestTemplate(t *testing.T) {
	form := template.Must(template.New("revision.go.tmpl").Parse(annotated))
	source, err := render.Revision(addColumn, render.Options{Package: "history", Template: form, Comments: warnings})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("form", "annotated.golden"), source)
}

func TestFaultsOfTemplates(t *testing.T) {
	registering := func(literal string) string {
		return "package {{.Package}}\n\n{{.Imports}}\n\nfunc init() {\n" + literal + "\n}\n"
	}
	const good = "Repository.Register(revision.Revision{ {{.Fields}}\nUpgrade: {{.Upgrade}},\nDowngrade: {{.Downgrade}},\n})"
	for _, c := range []struct{ says, text, want string }{
		{"what is not there", registering("\n{{.Nope}}"), "mine/revision.go.tmpl:7:2: executing"},
		{"no Go", registering(good + "\n\n)"), "mine/revision.go.tmpl:11: what it makes is no Go: expected"},
		{"no package", "func init() {}", "mine/revision.go.tmpl:1: what it makes is no Go"},
		{"another package", "package other\n" + strings.TrimPrefix(registering(good), "package {{.Package}}"), "is in package other, not in versions: write package {{.Package}}"},
		{"no registration", registering(""), "mine/revision.go.tmpl: what it makes does not register revision 8c2f1e0a7b44 alone"},
		{"another ID", registering(`Repository.Register(revision.Revision{ID: "a1"})`), "mine/revision.go.tmpl:6: what it makes does not register revision 8c2f1e0a7b44 alone"},
		{"two registrations", registering(good + "\n" + good), "mine/revision.go.tmpl:10: what it makes does not register revision 8c2f1e0a7b44 alone"},
		{"a computed ID", registering(`Repository.Register(revision.Revision{ID: id()})`), "the ID of a revision is no string literal"},
		{"a build constraint", "//go:build never\n\n" + registering(good), "Go leaves the file out"},
		{"what is left out", registering(`Repository.Register(revision.Revision{ID: {{printf "%q" .ID}}, Upgrade: {{.Upgrade}}})`),
			"mine/revision.go.tmpl:6: what it makes leaves out Message, Created, Revises, Downgrade: write {{.Fields}}"},
	} {
		form, err := template.New("mine/revision.go.tmpl").Parse(c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.says, err)
		}
		_, err = render.Revision(addColumn, render.Options{Template: form})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "mine/revision.go.tmpl") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want %q", c.says, err, c.want)
		}
	}
}

// A template need not say what a revision does not: without operations there is nothing to lose.
func TestTemplateWithoutDowngrade(t *testing.T) {
	form := template.Must(template.New("revision.go.tmpl").Parse(
		"package {{.Package}}\n\n{{.Imports}}\n\nfunc init() {\n\tRepository.Register(revision.Revision{\n{{.Fields}}\n\nUpgrade: {{.Upgrade}},\n})\n}\n"))
	if _, err := render.Revision(revision.Revision{ID: "a1", Message: "By hand"}, render.Options{Template: form}); err != nil {
		t.Error(err)
	}
}

func TestReadmeHasTheTemplate(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```\n"+render.RevisionTemplate+"```\n") {
		t.Error("the README has another text than render.RevisionTemplate")
	}
}
