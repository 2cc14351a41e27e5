// Package modelsource writes Bun models for the tables of a database that is there already.
package modelsource

import (
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Options say how models are written. The zero value is a good one.
type Options struct {
	// Package is the name in the package clause. Default: "models".
	Package string
	// PerTable writes a file for each table, and one that registers the models. Default: all are in one file.
	PerTable bool
}

// Result is what was written.
type Result struct {
	// Files are the Go files, in the order of their names.
	Files []File
	// Models are the models in the order of the tables.
	Models []Model
	// Left are the tables that no model can stand for, each with the reason, one line each.
	Left []string
}

// File is a Go file.
type File struct {
	// Name of the file, without a directory.
	Name string
	// Content is the whole file, formatted as gofmt does.
	Content []byte
}

// Model is a struct that was written.
type Model struct {
	// Name of the struct.
	Name string
	// Table that it stands for.
	Table schema.Name
}

// Database is what writing asks of the database that the tables are from.
type Database interface {
	// Canonical is the table as the database gives it back, as far as that can be said without asking it.
	Canonical(t schema.Table) schema.Table
}

// Write writes models for the tables of an inspected schema. What the models say, read by package model, is that schema; what no
// tag can say they say by a method DefineTable. db serves to read tags as Bun does; the database is not asked.
func Write(db *bun.DB, d Database, s *schema.Schema, o Options) (Result, error) {
	if o.Package == "" {
		o.Package = "models"
	}
	w := writer{db: db, database: d, schema: s.Clone(), options: o}
	w.schema.Sort()
	w.nameModels()
	var result Result
	for _, t := range w.schema.Tables {
		if err := w.add(t); err != nil {
			result.Left = append(result.Left, fmt.Sprintf("table %s: no model can stand for it: %v", t.ID(), err))
		}
	}
	w.relate()
	for _, m := range w.models {
		result.Models = append(result.Models, Model{Name: m.name, Table: m.table.ID()})
	}
	var err error
	result.Files, err = w.files()
	return result, err
}

// writer writes the models of one schema.
type writer struct {
	db       *bun.DB
	database Database
	schema   *schema.Schema
	options  Options
	// names are those of the models, by table.
	names  map[schema.Name]string
	models []*structure
}

// structure is a struct that is being written.
type structure struct {
	name  string
	table schema.Table
	// base is the tag of bun.BaseModel.
	base tag
	// fields are the columns in the table's order, and relations stand behind them.
	fields, relations []field
	// define are the statements of DefineTable; without any there is no such method.
	define []string
}

// option adds an option to the migrate tag of bun.BaseModel.
func (m *structure) option(name, value string) {
	m.base.migrate = append(m.base.migrate, migrateOption(name, value))
}

// nameModels gives each table a name of its own: that of one of its rows.
func (w *writer) nameModels() {
	w.names = map[schema.Name]string{}
	taken := map[string]bool{registerFunc: true}
	for _, t := range w.schema.Tables {
		name := goName(singular(t.Name))
		if t.Schema != "" && taken[name] {
			name = goName(t.Schema + "_" + singular(t.Name))
		}
		w.names[t.ID()] = unused(name, taken)
	}
}

// add writes a table's struct without its relations.
func (w *writer) add(t schema.Table) error {
	m := &structure{name: w.names[t.ID()], table: t}
	plain := w.withoutGivenNames(t)
	for i := range t.Columns {
		m.fields = append(m.fields, w.column(plain, t.Columns[i]))
	}
	taken := map[string]bool{"BaseModel": true, "DefineTable": true}
	for i := range m.fields {
		m.fields[i].name = unused(m.fields[i].name, taken)
	}
	m.base = tag{bun: []string{"table:" + bunValue(qualified(t.ID()))}}
	w.constraints(m, plain)
	if err := w.prove(m); err != nil {
		return err
	}
	w.models = append(w.models, m)
	return nil
}

// model finds the struct of a table.
func (w *writer) model(table schema.Name) *structure {
	if i := slices.IndexFunc(w.models, func(m *structure) bool { return m.table.ID() == table }); i >= 0 {
		return w.models[i]
	}
	return nil
}

// withoutGivenNames is the table with the names taken off that its constraints and indexes get anyhow.
func (w *writer) withoutGivenNames(t schema.Table) schema.Table {
	bare := t.Clone()
	eachName(&bare, func(name *string) { *name = "" })
	var given []string
	named := w.database.Canonical(bare)
	eachName(&named, func(name *string) { given = append(given, *name) })
	plain := t.Clone()
	n := 0
	eachName(&plain, func(name *string) {
		if *name == given[n] {
			*name = ""
		}
		n++
	})
	return plain
}

// eachName visits the names of a table's constraints and indexes.
func eachName(t *schema.Table, visit func(name *string)) {
	visit(&t.PrimaryKey.Name)
	for i := range t.Uniques {
		visit(&t.Uniques[i].Name)
	}
	for i := range t.ForeignKeys {
		visit(&t.ForeignKeys[i].Name)
	}
	for i := range t.Checks {
		visit(&t.Checks[i].Name)
	}
	for i := range t.Indexes {
		visit(&t.Indexes[i].Name)
	}
}
