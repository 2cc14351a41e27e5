package schemagen

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// addExclusion adds an exclusion constraint that the rows meet, because each has a value of its own.
func (m *maker) addExclusion(t *schema.Table) {
	if !m.Extras {
		return
	}
	columns := m.some(t, func(c *schema.Column) bool { return m.tellsRows(t, c) })
	if columns == nil {
		return
	}
	e := schema.Exclusion{Name: m.objectName("ex", t), Using: "btree", Deferrable: pick(m, "deferrable", "", "", schema.InitiallyDeferred)}
	c := t.Column(columns[0])
	switch {
	case slices.Contains([]string{"integer", "bigint", "smallint"}, c.Type) && !isNumbered(c) && m.was(t, c) && m.chance(2, "ranges"):
		e.Using = ""
		e.Elements = []schema.ExclusionElement{{Expression: "numrange(" + ident(c.Name) + ", " + ident(c.Name) + ", '[]')", Operator: "&&"}}
	case len(columns) == 1 && m.chance(3, "hash"):
		e.Using = "hash"
		fallthrough
	default:
		for _, column := range columns {
			e.Elements = append(e.Elements, schema.ExclusionElement{Column: column, Operator: "="})
		}
		if e.Using == "btree" && m.chance(4, "include") {
			e.Include = m.others(t, columns)
		}
	}
	if m.chance(4, "partial") {
		e.Where = ident(columns[0]) + " IS NOT NULL"
	}
	said := func(other schema.Exclusion) bool { other.Name = e.Name; return other.Equal(e) }
	if !slices.ContainsFunc(t.Exclusions, said) {
		t.Exclusions = append(t.Exclusions, e)
	}
}

// was reports whether a column had its type before.
func (m *maker) was(t *schema.Table, c *schema.Column) bool {
	before := m.before(t, c)
	return before == nil || before.Type == c.Type
}
