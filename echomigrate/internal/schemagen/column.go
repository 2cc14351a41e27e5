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
	integers = []string{"bigint", "integer", "smallint"}
	numbers  = family{[]string{"smallint", "integer", "bigint", "numeric(10,2)", "numeric(12,4)", "double precision", "real"}, []string{"1", "42", "-1", "0"}}
	texts    = family{[]string{"text", "varchar(40)", "varchar", "char(8)"}, []string{"'new'", "'it''s'", "'100%?'", "'1'", `'\n?'`, "''"}}
	moments  = family{[]string{"timestamptz", "timestamp"}, []string{"current_timestamp"}}
	families = []family{numbers, numbers, texts, texts, moments,
		{[]string{"boolean"}, []string{"true", "false"}}, {[]string{"date"}, []string{"current_date"}}, {[]string{"bytea"}, nil},
		{[]string{"uuid"}, nil}, {[]string{"jsonb"}, []string{"'{}'"}}, {[]string{"json"}, []string{"'[]'"}},
		{[]string{"text[]", "varchar(20)[]"}, []string{"'{}'"}}, {[]string{"integer[]", "bigint[]"}, nil}}
)

// is reports whether a column is of the family.
func (f family) is(c *schema.Column) bool { return slices.Contains(f.types, c.Type) }

// column is a further column of a table.
func (m *maker) column(t *schema.Table) schema.Column {
	f := pick(m, "family", families...)
	c := schema.Column{Name: m.name("column", columnNames, m.taken(t)), Type: pick(m, "type", f.types...), NotNull: m.chance(2, "not null")}
	m.decorate(&c, f)
	if c.Type == "text" && m.chance(6, "has collation") {
		c.Collation = "C"
	}
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

// addComputed adds, now and then, a column that is computed from another one.
func (m *maker) addComputed(t *schema.Table) {
	if !m.chance(3, "computed") {
		return
	}
	c := schema.Column{Name: m.name("computed", []string{"sum", "label", "next"}, m.taken(t))}
	if m.compute(t, &c) {
		t.Columns = append(t.Columns, c)
	}
}

// compute gives a computed column its type and its expression; false when there is nothing to compute it from.
func (m *maker) compute(t *schema.Table, c *schema.Column) bool {
	var sources []string
	for _, s := range t.Columns {
		if s.Generated == "" && !isNumbered(&s) && (numbers.is(&s) || texts.is(&s)) {
			sources = append(sources, s.Name)
		}
	}
	if len(sources) == 0 {
		return false
	}
	source := t.Column(pick(m, "computed from", sources...))
	if name := ident(source.Name); numbers.is(source) {
		c.Type, c.Generated = "bigint", name+pick(m, "expression", " + 1", " * 2", " - 7")
	} else {
		c.Type, c.Generated = "text", pick(m, "expression", "lower(%)", "% || 'it''s'", "coalesce(%, '?')")
		c.Generated = strings.ReplaceAll(c.Generated, "%", name)
	}
	return true
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

// stored is the type that a column really has, which one that refers to it needs.
func stored(columnType string) string {
	switch columnType {
	case "bigserial":
		return "bigint"
	case "serial":
		return "integer"
	case "smallserial":
		return "smallint"
	}
	return columnType
}

// isNew reports whether a table that was there before did not have the column.
func (m *maker) isNew(t *schema.Table, c *schema.Column) bool {
	return m.old != nil && m.old.Table(t.ID()) != nil && m.before(t, c) == nil
}

// before is the column as it was; nil when it was not there.
func (m *maker) before(t *schema.Table, c *schema.Column) *schema.Column {
	if m.old == nil {
		return nil
	}
	if before := m.old.Table(t.ID()); before != nil {
		return before.Column(c.Name)
	}
	return nil
}

// isFilled reports whether every row that is there has a value in the column: those that referred to something may be NULL.
func (m *maker) isFilled(t *schema.Table, c *schema.Column) bool {
	if m.isNew(t, c) {
		return c.Default != ""
	}
	was := m.before(t, c)
	return was == nil || was.NotNull || was.Generated == "" && !refers(m.old.Table(t.ID()), c.Name)
}

// refers reports whether a column belongs to a foreign key of its table.
func refers(t *schema.Table, column string) bool {
	return slices.ContainsFunc(t.ForeignKeys, func(f schema.ForeignKey) bool { return slices.Contains(f.Columns, column) })
}
