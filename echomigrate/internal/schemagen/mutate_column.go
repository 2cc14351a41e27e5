package schemagen

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// free is any of the table's columns that is in no primary key and no foreign key, is not referred to and not computed; nil
// when there are none.
func (m *maker) free(t *schema.Table) *schema.Column {
	var names []string
	for _, c := range t.Columns {
		bound := slices.Contains(t.PrimaryKey.Columns, c.Name) || refers(t, c.Name)
		for _, r := range m.s.ReferencesTo(t.ID()) {
			bound = bound || slices.Contains(r.ForeignKey.RefColumns, c.Name)
		}
		if !bound && c.Generated == "" {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return t.Column(pick(m, "column", names...))
}

func (m *maker) dropColumn() {
	t := m.table()
	if t == nil || len(t.Columns) < 2 {
		return
	}
	if c := m.free(t); c != nil {
		m.removeColumn(t, c.Name)
	}
}

// removeColumn drops a column with what says something of it, but never the last that was there before: a table that keeps
// none of its columns is another table.
func (m *maker) removeColumn(t *schema.Table, name string) {
	stays := func(c schema.Column) bool {
		return c.Name != name && c.Generated == "" && !m.isNew(t, &c)
	}
	if !slices.ContainsFunc(t.Columns, stays) {
		return
	}
	m.dropInvolved(t, name)
	t.Columns = slices.DeleteFunc(t.Columns, func(c schema.Column) bool { return c.Name == name })
}

// dropInvolved drops the objects and the computed columns that say something of a column.
func (m *maker) dropInvolved(t *schema.Table, column string) {
	for n := len(t.Uniques) - 1; n >= 0; n-- {
		if slices.Contains(t.Uniques[n].Columns, column) || slices.Contains(t.Uniques[n].Include, column) {
			m.dropUnique(t, n)
		}
	}
	t.Checks = slices.DeleteFunc(t.Checks, func(c schema.Check) bool { return slices.Contains(t.ColumnsIn(c.Expression), column) })
	t.Exclusions = slices.DeleteFunc(t.Exclusions, func(e schema.Exclusion) bool {
		said := func(expression string) bool { return slices.Contains(t.ColumnsIn(expression), column) }
		return slices.Contains(e.Columns(), column) || slices.Contains(e.Include, column) || slices.ContainsFunc(e.Expressions(), said)
	})
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i schema.Index) bool {
		involved := slices.Contains(t.ColumnsIn(i.Where), column) || slices.Contains(i.Include, column)
		for _, e := range i.Key() {
			involved = involved || e.Column == column || slices.Contains(t.ColumnsIn(e.Expression), column)
		}
		return involved
	})
	for _, c := range slices.Clone(t.Columns) {
		if c.Generated != "" && slices.Contains(t.ColumnsIn(c.Generated), column) {
			m.dropInvolved(t, c.Name)
			t.Columns = slices.DeleteFunc(t.Columns, func(other schema.Column) bool { return other.Name == c.Name })
		}
	}
}

func (m *maker) newColumn() {
	t := m.table()
	if t == nil {
		return
	}
	c := m.column(t)
	c.NotNull = c.NotNull && c.Default != ""
	t.Columns = append(t.Columns, c)
}

func (m *maker) newComputed() {
	if t := m.table(); t != nil {
		m.addComputed(t)
	}
}

// changeComputed computes a column from something else, or makes it an ordinary one.
func (m *maker) changeComputed() {
	t := m.table()
	if t == nil {
		return
	}
	i := slices.IndexFunc(t.Columns, func(c schema.Column) bool { return c.Generated != "" })
	if i < 0 {
		return
	}
	m.dropInvolved(t, t.Columns[i].Name)
	c := &t.Columns[i]
	if m.chance(4, "ordinary") {
		c.Generated = ""
	} else {
		m.compute(t, c)
	}
}

// wider are the types that hold every value of another, and text, which holds any.
var wider = map[string][]string{
	"smallint": {"integer", "bigint", "text"}, "integer": {"bigint", "numeric(10,2)", "text"}, "bigint": {"text"}, "numeric(10,2)": {"numeric(12,4)"},
	"varchar(40)": {"varchar", "text"}, "varchar(20)": {"varchar(40)", "text"}, "varchar": {"text"}, "text": {"varchar"}, "char(8)": {"text"},
	"timestamp": {"timestamptz"}, "date": {"timestamp"}, "real": {"double precision"}, "uuid": {"text"}, "json": {"jsonb"}, "boolean": {"text"},
	"integer[]": {"bigint[]"}, "varchar(20)[]": {"text[]"},
}

func (m *maker) changeType(t *schema.Table) {
	c := m.free(t)
	if c == nil {
		return
	}
	if to := wider[c.Type]; to != nil {
		m.retype(t, c, pick(m, "type", to...))
	}
}

// retype gives a column another type. What says something of it stays where it can be said of the new type too.
func (m *maker) retype(t *schema.Table, c *schema.Column, to string) {
	name, was := c.Name, familyOf(c)
	if was.types == nil || !was.is(&schema.Column{Type: to}) {
		m.dropSaid(t, name)
	}
	c = t.Column(name)
	c.Type = to
	comment, keeps := c.Comment, was.types != nil && was.is(c)
	if !keeps {
		m.decorate(c, familyOf(c))
		c.Comment = comment
	}
	c.NotNull = c.NotNull && (!m.isNew(t, c) || c.Default != "")
	if to != "text" {
		c.Collation = ""
	}
}

// dropSaid is dropInvolved but for keys, which foreign keys may need.
func (m *maker) dropSaid(t *schema.Table, column string) {
	uniques, references := t.Uniques, make([][]schema.ForeignKey, len(m.s.Tables))
	for i := range m.s.Tables {
		references[i] = slices.Clone(m.s.Tables[i].ForeignKeys)
	}
	t.Uniques = nil
	m.dropInvolved(t, column)
	t.Uniques = keep(uniques, func(n int) bool {
		return !slices.ContainsFunc(append(slices.Clone(uniques[n].Columns), uniques[n].Include...), func(c string) bool { return t.Column(c) == nil })
	})
	for i := range m.s.Tables {
		m.s.Tables[i].ForeignKeys = references[i]
	}
}

func (m *maker) changeNull(t *schema.Table) {
	if c := m.free(t); c != nil && !isNumbered(c) {
		c.NotNull = !c.NotNull && m.isFilled(t, c)
	}
}

func (m *maker) changeDecoration(t *schema.Table) {
	c := m.free(t)
	if c == nil || m.isNew(t, c) || isNumbered(c) {
		return
	}
	m.decorate(c, familyOf(c))
	if c.Type == "text" && m.chance(2, "another collation") {
		c.Collation = pick(m, "collation", "", "C")
	}
}

// changeNumbering makes a key's column number itself in another way, or not at all.
func (m *maker) changeNumbering() {
	t := m.table()
	if t == nil || len(t.PrimaryKey.Columns) != 1 || refers(t, t.PrimaryKey.Columns[0]) {
		return
	}
	c := t.Column(t.PrimaryKey.Columns[0])
	plain := stored(c.Type)
	if !slices.Contains(integers, plain) || c.Default != "" {
		return
	}
	m.dropSaid(t, c.Name)
	c = t.Column(t.PrimaryKey.Columns[0])
	c.Type, c.Identity, c.IdentityOptions = plain, "", schema.SequenceOptions{}
	switch pick(m, "numbering", "by default", "always", "serial", "none") {
	case "by default":
		c.Identity = schema.IdentityByDefault
	case "always":
		c.Identity = schema.IdentityAlways
	case "serial":
		c.Type = map[string]string{"bigint": "bigserial", "integer": "serial", "smallint": "smallserial"}[plain]
	}
}
