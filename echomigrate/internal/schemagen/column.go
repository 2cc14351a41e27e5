package schemagen

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// family is a group of types whose values can be told by the same conditions.
type family struct {
	types    []string
	defaults []string
}

var (
	numbers  = family{[]string{"smallint", "integer", "bigint", "numeric(10,2)", "double precision", "real"}, []string{"1", "42"}}
	texts    = family{[]string{"text", "varchar(40)", "varchar"}, []string{"'new'", "'it''s'", "'100%?'", "'1'"}}
	moments  = family{[]string{"timestamptz", "timestamp"}, []string{"current_timestamp"}}
	families = []family{numbers, numbers, texts, texts, moments,
		{[]string{"boolean"}, []string{"true", "false"}}, {[]string{"date"}, []string{"current_date"}}, {[]string{"bytea"}, nil},
		{[]string{"uuid"}, nil}, {[]string{"jsonb"}, []string{"'{}'"}}, {[]string{"json"}, []string{"'[]'"}}, {[]string{"text[]"}, []string{"'{}'"}}}
)

// is reports whether a column is of the family.
func (f family) is(c *schema.Column) bool { return slices.Contains(f.types, c.Type) }

// column is a further column of a table.
func (m *maker) column(t *schema.Table) schema.Column {
	f := pick(m, "family", families...)
	c := schema.Column{Name: m.name("column", columnNames, m.taken(t)), Type: pick(m, "type", f.types...), NotNull: m.chance(2, "not null")}
	m.decorate(&c, f)
	return c
}

// decorate sets what a column has besides its name and type.
func (m *maker) decorate(c *schema.Column, f family) {
	c.Default, c.Comment = "", ""
	if len(f.defaults) > 0 && m.chance(2, "has default") {
		c.Default = pick(m, "default", f.defaults...)
	}
	if m.chance(6, "has comment") {
		c.Comment = pick(m, "comment", comments...)
	}
}

// familyOf is the family of a column's type.
func familyOf(c *schema.Column) family {
	for _, f := range families {
		if f.is(c) {
			return f
		}
	}
	return family{}
}

// isNumbered reports whether the database numbers the column.
func isNumbered(c *schema.Column) bool {
	return c.Identity != "" || strings.HasSuffix(c.Type, "serial")
}

// stored is the type of a column that refers to one of the given type.
func stored(columnType string) string {
	return map[string]string{"bigserial": "bigint", "serial": "integer"}[columnType] + map[bool]string{false: columnType}[strings.HasSuffix(columnType, "serial")]
}
