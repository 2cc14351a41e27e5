// Package model reads a schema off Bun models.
package model

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/uptrace/bun"
	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Models are the model structs of a program. What Bun registers later does not change them.
type Models struct {
	types   []reflect.Type
	given   bool
	dialect bunschema.Dialect
	faults  []error
}

// Result is what models say.
type Result struct {
	// Schema holds the models' tables by name, with columns in the order of the struct's fields. Types are PostgreSQL's
	// names whatever the database; constraints and indexes have a name only where a model gives one.
	Schema *schema.Schema
	// Unmapped are the structs, by name, that were given or registered and map no table of their own. Bun's are not listed.
	Unmapped []string
	// Renames are those that models declare, enum types' and values' before tables', tables' before columns'. One that was done long ago is among them still.
	Renames []op.Operation
	// Warnings are what the models' author should know, one line each.
	Warnings []string
	// Places are where the tables come from, by name.
	Places map[schema.Name]Place
}

// Place is where a table comes from, as messages name it.
type Place struct {
	// Model is the struct's name.
	Model string
	// Fields are those of the columns, by the columns' names, such as User.Email.
	Fields map[string]string
}

// Snapshot remembers models: those given, else those registered on db now. It never panics and never fails: what is wrong
// with them Read reports.
//
// Of the registered ones, those that are no table are left out later on: structs without a name or without columns, Bun's
// own, and projections, which map a part of another model's columns. Given models are taken at their word.
func Snapshot(db *bun.DB, models []any) Models {
	if db == nil {
		return Models{faults: []error{errors.New("models: the database is nil")}}
	}
	m := Models{given: len(models) > 0, dialect: db.Dialect()}
	for i, value := range models {
		t, err := structOf(value)
		if err != nil {
			m.faults = append(m.faults, fmt.Errorf("model %d: %w", i+1, err))
			continue
		}
		m.add(t)
	}
	if !m.given {
		for _, t := range db.Dialect().Tables().All() {
			m.add(t.Type)
		}
	}
	slices.SortStableFunc(m.types, func(a, b reflect.Type) int {
		return cmp.Or(cmp.Compare(a.PkgPath(), b.PkgPath()), cmp.Compare(a.String(), b.String()))
	})
	return m
}

func (m *Models) add(t reflect.Type) {
	if !slices.Contains(m.types, t) {
		m.types = append(m.types, t)
	}
}

// structOf is the type of a model that is given as (*T)(nil), &T{} or T{}.
func structOf(value any) (reflect.Type, error) {
	if value == nil {
		return nil, errors.New("nil is no model: give a pointer to a struct, such as (*User)(nil)")
	}
	t := reflect.TypeOf(value)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%T is no model: give a pointer to a struct, such as (*User)(nil)", value)
	}
	return t, nil
}

// Read reads the models' schema. The error names everything that is wrong with them, one line each.
func Read(m Models) (Result, error) {
	if len(m.faults) > 0 {
		return Result{}, errors.Join(m.faults...)
	}
	if m.dialect == nil {
		return Result{}, errors.New("models: none were given: use Snapshot")
	}
	tables := newRegistry(m.dialect)
	if faults := tables.register(m.types); len(faults) > 0 {
		return Result{}, errors.Join(faults...)
	}
	known, faults := sources(tables, m)
	if len(faults) > 0 {
		return Result{}, errors.Join(faults...)
	}
	read, faults := readTables(tables, m, known)
	if len(faults) > 0 {
		return Result{}, errors.Join(faults...)
	}
	result, err := assemble(read)
	result.Unmapped = unmapped(m.types, read)
	return result, err
}

// unmapped lists the structs that became no table.
func unmapped(types []reflect.Type, read []*reading) (names []string) {
	tables := make(map[reflect.Type]bool, len(read))
	for _, r := range read {
		tables[r.typ] = true
	}
	for _, t := range types {
		if !tables[t] && !isBuns(t) && t.Name() != "" {
			names = append(names, t.String())
		}
	}
	return names
}

// assemble makes one schema of the tables that were read.
func assemble(read []*reading) (Result, error) {
	result := Result{Schema: &schema.Schema{Tables: make([]schema.Table, 0, len(read))}, Places: make(map[schema.Name]Place, len(read))}
	slices.SortStableFunc(read, func(a, b *reading) int { return a.table.ID().Compare(b.table.ID()) })
	for _, r := range read {
		result.Schema.Tables = append(result.Schema.Tables, r.table)
		from := Place{Model: modelName(r.typ), Fields: make(map[string]string, len(r.fields))}
		for _, f := range r.fields {
			from.Fields[f.Name] = place(r.typ, f)
		}
		result.Places[r.table.ID()] = from
	}
	if faults := sharedNames(read); len(faults) > 0 {
		return Result{}, errors.Join(faults...)
	}
	said, renames, faults := enums(read)
	if len(faults) > 0 {
		return Result{}, errors.Join(faults...)
	}
	result.Schema.Enums, result.Renames = said, renames
	var err error
	if result.Schema.Sequences, err = sequences(read); err != nil {
		return Result{}, err
	}
	for _, r := range read {
		result.Renames = append(result.Renames, r.tableRenames...)
	}
	tables := result.Schema.ByName()
	for _, r := range read {
		result.Renames = append(result.Renames, r.columnRenames...)
		result.Warnings = append(result.Warnings, r.warnings...)
		result.Warnings = append(result.Warnings, r.withoutKey(tables)...)
	}
	if len(read) == 0 {
		result.Warnings = append(result.Warnings, "there are no models: register them on the database before Init, or give Config.Models")
	}
	return result, nil
}
