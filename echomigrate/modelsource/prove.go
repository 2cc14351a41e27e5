package modelsource

import (
	"fmt"
	"reflect"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// prove reads the struct as package model will, without its relations, and lets DefineTable say what the tags don't. Tags that
// cannot be read give way to DefineTable altogether.
func (w *writer) prove(m *structure) error {
	read, err := w.read(m)
	if err != nil {
		m.base.migrate = nil
		for i := range m.fields {
			m.fields[i].tag.migrate = nil
		}
		if read, err = w.read(m); err != nil {
			return err
		}
	}
	m.define, err = statements(w.database.Canonical(read), m.table)
	return err
}

// read is the table that the struct says, with no foreign keys.
func (w *writer) read(m *structure) (schema.Table, error) {
	fields := []reflect.StructField{{
		Name: "BaseModel", Type: reflect.TypeFor[bun.BaseModel](), Anonymous: true, Tag: reflect.StructTag(m.base.text()),
	}}
	for _, f := range m.fields {
		fields = append(fields, reflect.StructField{Name: f.name, Type: f.goType, Tag: reflect.StructTag(f.tag.text())})
	}
	value := reflect.New(reflect.StructOf(fields)).Interface()
	result, err := model.Read(model.Snapshot(w.db, []any{value}))
	if err != nil {
		return schema.Table{}, err
	}
	if read := result.Schema.Tables[0]; read.ID() == m.table.ID() {
		return read, nil
	}
	return schema.Table{}, fmt.Errorf("Bun takes its name for that of %s", result.Schema.Tables[0].ID())
}

// statements are those by which DefineTable makes a table of another, foreign keys apart.
func statements(read, wanted schema.Table) ([]string, error) {
	var list []string
	a, b := reflect.ValueOf(sorted(read)), reflect.ValueOf(sorted(wanted))
	for i := range a.NumField() {
		name := a.Type().Field(i).Name
		if name == "ForeignKeys" || name == "Triggers" || same(a.Field(i), b.Field(i)) {
			continue
		}
		if name == "Columns" && sameNames(read, wanted) {
			for n := range wanted.Columns {
				changes, err := assignments(fmt.Sprintf("t.Column(%q)", wanted.Columns[n].Name),
					reflect.ValueOf(read.Columns[n]), reflect.ValueOf(wanted.Columns[n]))
				if err != nil {
					return nil, err
				}
				list = append(list, changes...)
			}
			continue
		}
		literal, err := render.Literal(b.Field(i).Interface())
		if err != nil {
			return nil, err
		}
		list = append(list, "t."+name+" = "+literal)
	}
	return list, nil
}

// assignments are the fields of a struct that differ from another's.
func assignments(target string, read, wanted reflect.Value) ([]string, error) {
	var list []string
	for i := range wanted.NumField() {
		if same(read.Field(i), wanted.Field(i)) {
			continue
		}
		literal, err := render.Literal(wanted.Field(i).Interface())
		if err != nil {
			return nil, err
		}
		list = append(list, target+"."+wanted.Type().Field(i).Name+" = "+literal)
	}
	return list, nil
}

// same reports whether two values say the same; an empty list is none.
func same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// sorted is a copy whose constraints and indexes are in the order of their names.
func sorted(t schema.Table) schema.Table {
	s := schema.Schema{Tables: []schema.Table{t.Clone()}}
	s.Sort()
	return s.Tables[0]
}

func sameNames(a, b schema.Table) bool {
	return reflect.DeepEqual(a.ColumnNames(), b.ColumnNames())
}
