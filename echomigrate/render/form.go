package render

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// TemplateFile is the file in a migration directory that is the form of its revision files.
const TemplateFile = "revision.go.tmpl"

// RevisionTemplate is the form of a revision file where Options.Template gives none: a text/template over a File.
const RevisionTemplate = `{{.Doc}}
package {{.Package}}

{{.Imports}}

func init() {
	Repository.Register(revision.Revision{
		{{.Fields}}

		Upgrade: {{.Upgrade}},

		Downgrade: {{.Downgrade}},
	})
}
`

var builtIn = sync.OnceValue(func() *template.Template { return template.Must(template.New(TemplateFile).Parse(RevisionTemplate)) })

// File is what a template of revision files is filled in with. All texts are Go source.
type File struct {
	// Doc is the doc comment: the message, and where the revision stands.
	Doc string
	// Package is the name for the package clause.
	Package string
	// Imports is the declaration that imports what Fields, Upgrade and Downgrade need, and the package revision.
	Imports string
	// Fields are the revision's fields that are set, as in `ID: "8c2f1e0a7b44",`, a line each, without its operations.
	Fields string
	// Upgrade and Downgrade are the lists of operations, as in `[]op.Operation{…}`.
	Upgrade, Downgrade string
	// Revision is what all this says, for .ID, .Message, .Created, .Revises, .DependsOn, .Labels, .CompatibleWith, .Replaces
	// and .Transaction.
	revision.Revision
	// set are the names of the revision's fields that are set.
	set []string
}

// check looks whether what a template made registers the revision with all its fields.
func (f File) check(source []byte) (line int, err error) {
	made := revisionfile.Parse("revision.go", source)
	for i, id := range made.IDs {
		if line = made.Lines[i]; id != f.ID {
			break
		}
	}
	switch {
	case made.Err != nil:
		return 0, fmt.Errorf("cannot be in a program: %w", made.Err)
	case made.Package != f.Package:
		return 0, fmt.Errorf("is in package %s, not in %s: write package {{.Package}}", made.Package, f.Package)
	case !slices.Equal(made.IDs, []string{f.ID}):
		return line, fmt.Errorf("does not register revision %s alone: write Repository.Register(revision.Revision{…}) with {{.Fields}} in it", f.ID)
	}
	var missing []string
	for _, field := range f.set {
		if !slices.Contains(made.Fields[0], field) {
			missing = append(missing, field)
		}
	}
	if len(missing) > 0 {
		return line, fmt.Errorf("leaves out %s: write {{.Fields}}, {{.Upgrade}} and {{.Downgrade}}", strings.Join(missing, ", "))
	}
	return 0, nil
}
