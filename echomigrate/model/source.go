package model

import (
	"fmt"
	"reflect"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// source is a model as it was found: its type, what Bun knows of it, and its own migrate tag.
type source struct {
	typ  reflect.Type
	bun  *bunschema.Table
	id   schema.Name
	tags []option
	// extends says that the model lends its table from one that it embeds.
	extends bool
}

// isTable reports whether the model stands for a table of ours.
func (s *source) isTable() bool { return !has(s.tags, "-") && !has(s.tags, "view") }

// sources are the models that may stand for a table, or say that they don't.
func sources(tables *registry, m Models) ([]*source, []error) {
	var list []*source
	var faults []error
	for _, t := range m.types {
		table := tables.tables.InProgress(t)
		if !m.given && passedOver(table) {
			continue
		}
		s := &source{typ: t, bun: table, id: tableID(table)}
		var err error
		if s.tags, err = parseTag(tableTag(t), ofTable); err != nil {
			faults = append(faults, fmt.Errorf("%s.BaseModel: migrate tag: %w", modelName(t), err))
			continue
		}
		for i := range t.NumField() {
			s.extends = s.extends || extends(t.Field(i))
		}
		if s.isTable() {
			if err := unusable(s); err != nil {
				faults = append(faults, err)
				continue
			}
		}
		list = append(list, s)
	}
	return list, faults
}

func unusable(s *source) error {
	switch {
	case s.id.Table == "":
		return fmt.Errorf("%s: it has no table name: give it one, as in bun.BaseModel `bun:\"table:users\"`", modelName(s.typ))
	case len(s.bun.Fields) == 0:
		return fmt.Errorf("%s: it has no columns", s.typ)
	}
	return nil
}

// passedOver reports whether a registered struct is there because it was scanned, or is Bun's own.
func passedOver(t *bunschema.Table) bool {
	return t.Type.Name() == "" || isBuns(t.Type) || len(t.Fields) == 0
}

// isBuns reports whether a type is one of Bun's own.
func isBuns(t reflect.Type) bool {
	const bunPath = "github.com/uptrace/bun"
	path := t.PkgPath()
	return path == bunPath || strings.HasPrefix(path, bunPath+"/")
}

// tableID is a table's name as Bun has it, with the schema before a dot taken off. (Bun's own Schema is wrong for models that
// extend another.)
func tableID(t *bunschema.Table) schema.Name {
	return qualified(t.Dialect(), t.Name)
}

// qualified reads a name that may have a schema before a dot.
func qualified(d bunschema.Dialect, name string) schema.Name {
	before, behind, dotted := strings.Cut(name, ".")
	if !dotted || strings.Contains(behind, ".") {
		return schema.Name{Table: name}
	}
	return inSchema(d, before, behind)
}

// inSchema is the name of a table in a schema. The default schema is the one without a name; PostgreSQL's counts on every
// database, so that models mean the same on all of them.
func inSchema(d bunschema.Dialect, name, table string) schema.Name {
	if name == d.DefaultSchema() || name == "public" {
		name = ""
	}
	return schema.Name{Schema: name, Table: table}
}
