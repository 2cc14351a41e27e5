package echomigrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/gofile"
	"github.com/echomigrate/echo-migrate/echomigrate/modelsource"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// InspectOptions say which models Inspect writes.
type InspectOptions struct {
	// Tables are the tables to write models for, "table" or "schema.table". Default: all.
	Tables []string
	// Schemas are those whose tables get models; "default" is the connection's default one. Default: all.
	Schemas []string
	// Package is the name of the models' package. Default: "models".
	Package string
	// PerTable writes a file for each table into the directory Output. Default: one file.
	PerTable bool
	// Output is the file to write, or with PerTable the directory. Nothing that is there is overwritten. Default: nothing is
	// written.
	Output string
}

// Inspection is the models that Inspect wrote.
type Inspection struct {
	modelsource.Result
	// Written are the paths of the files; none without InspectOptions.Output.
	Written []string
}

// Inspect writes models for the tables that the database has.
func (m *Migrator) Inspect(ctx context.Context, o InspectOptions) (Inspection, error) {
	if o.PerTable && o.Output == "" {
		return Inspection{}, errors.New("a file for each table needs a directory: give one by --output")
	}
	scope, err := m.wholeScope(ctx)
	if err != nil {
		return Inspection{}, err
	}
	found, err := m.read(ctx, m.db, scope)
	if err != nil {
		return Inspection{}, err
	}
	if err := knownSchemas(found, o.Schemas); err != nil {
		return Inspection{}, err
	}
	found.Tables = slices.DeleteFunc(found.Tables, func(t schema.Table) bool { return !inSchemas(t, o.Schemas) })
	if found, err = chosen(found, o.Tables); err != nil {
		return Inspection{}, err
	}
	models, err := modelsource.Write(m.db, m.dialect, found, modelsource.Options{Package: o.Package, PerTable: o.PerTable})
	if err != nil || o.Output == "" {
		return Inspection{Result: models}, err
	}
	written, err := writeModels(o, models.Files)
	return Inspection{Result: models, Written: written}, err
}

// knownSchemas refuses a schema in which there is no table.
func knownSchemas(s *schema.Schema, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(s.Tables, func(t schema.Table) bool { return inSchemas(t, []string{name}) }) {
			return fmt.Errorf("there is no table in schema %s", name)
		}
	}
	return nil
}

// inSchemas reports whether a table is in one of the schemas; without any it is.
func inSchemas(t schema.Table, names []string) bool {
	return len(names) == 0 || slices.Contains(names, cmp.Or(t.Schema, schema.DefaultSchema)) || t.Schema == "" && slices.Contains(names, "public")
}

// chosen are the tables of those names; without names all of them.
func chosen(s *schema.Schema, names []string) (*schema.Schema, error) {
	if len(names) == 0 {
		return s, nil
	}
	var known []string
	for _, t := range s.Tables {
		known = append(known, t.ID().String())
	}
	some := &schema.Schema{Enums: s.Enums, Sequences: s.Sequences}
	for _, name := range names {
		t := s.Table(schema.Name{Table: name})
		if schemaName, table, dotted := strings.Cut(name, "."); t == nil && dotted {
			t = s.Table(schema.Name{Schema: schemaName, Table: table})
		}
		if t == nil {
			return nil, fmt.Errorf("there is no table %s%s", name, op.DidYouMean(name, known))
		}
		if some.Table(t.ID()) == nil {
			some.Tables = append(some.Tables, *t)
		}
	}
	return some, nil
}

// writeModels writes the one file, or all of them into a directory, unless one is there already.
func writeModels(o InspectOptions, files []modelsource.File) ([]string, error) {
	var paths []string
	for _, f := range files {
		path := o.Output
		if o.PerTable {
			path = filepath.Join(o.Output, f.Name)
		}
		if _, err := os.Lstat(path); err == nil {
			return nil, fmt.Errorf("%s is there already: give another --output", path)
		}
		paths = append(paths, path)
	}
	for i, f := range files {
		if err := os.MkdirAll(filepath.Dir(paths[i]), 0o755); err != nil {
			return nil, err
		}
		if err := gofile.WriteNew(paths[i], f.Content); err != nil {
			return nil, err
		}
	}
	return paths, nil
}
