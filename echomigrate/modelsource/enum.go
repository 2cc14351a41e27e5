package modelsource

import (
	"regexp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// enum is the enum type that a column is of; nil for any other type, and for one without values, which no tag says.
func (w *writer) enum(columnType string) *schema.Enum {
	for i, e := range w.schema.Enums {
		if len(e.Values) > 0 && e.IsTypeOf(columnType) {
			return &w.schema.Enums[i]
		}
	}
	return nil
}

var simpleWord = regexp.MustCompile(`^[\w-]+$`)

// enumClause is an enum type as the option enum of the migrate tag says it.
func enumClause(e schema.Enum) string {
	name := identifier(e.Name)
	if e.Schema != "" {
		name = identifier(e.Schema) + "." + name
	}
	values := make([]string, len(e.Values))
	for i, v := range e.Values {
		values[i] = v
		if !simpleWord.MatchString(v) {
			values[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
	}
	return name + "(" + strings.Join(values, ", ") + ")"
}
