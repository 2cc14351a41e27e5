package schemagen

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Mutate generates schemas that are related to one that Schema made: most tables and columns are there again, a few changes
// are made. Rows that Rows gave the first one meet the constraints of the second: what is new is nullable or has a default,
// and is unique only where rows can tell. Types change to wider ones and to text. Nothing is renamed but constraints and
// indexes; the order of columns stays, new ones come last.
func Mutate(before *schema.Schema, o Options) *rapid.Generator[*schema.Schema] {
	return rapid.Custom(func(t *rapid.T) *schema.Schema {
		m := maker{T: t, Options: o, s: before.Clone(), old: before}
		changes := []func(){m.dropTable, m.newTable, m.dropColumn, m.newColumn, m.newColumn, m.changeColumn, m.changeColumn, m.changeColumn,
			m.dropObject, m.dropObject, m.newObject, m.newObject, m.newReference, m.changeReference, m.renameObject, m.changeComment}
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			pick(&m, "change", changes...)()
		}
		distinct(m.s)
		return m.s
	})
}

// table is any of the tables; nil when there are none.
func (m *maker) table() *schema.Table {
	if len(m.s.Tables) == 0 {
		return nil
	}
	return &m.s.Tables[rapid.IntRange(0, len(m.s.Tables)-1).Draw(m.T, "table")]
}

func (m *maker) dropTable() {
	t := m.table()
	if t == nil {
		return
	}
	id := t.ID()
	for i := range m.s.Tables {
		other := &m.s.Tables[i]
		other.ForeignKeys = slices.DeleteFunc(other.ForeignKeys, func(f schema.ForeignKey) bool { return f.Target(other.Schema) == id })
	}
	m.s.Remove(id)
}

func (m *maker) newTable() {
	old := m.old
	m.old = nil
	defer func() { m.old = old }()
	m.addTable()
	t := &m.s.Tables[len(m.s.Tables)-1]
	if old.Table(t.ID()) != nil {
		// One of that name was there, with rows.
		m.s.Remove(t.ID())
		return
	}
	m.addForeignKeys(len(m.s.Tables) - 1)
	m.addObjects(&m.s.Tables[len(m.s.Tables)-1])
}

// free is any of the table's columns that is in no key and no foreign key; nil when there are none.
func (m *maker) free(t *schema.Table) *schema.Column {
	var names []string
	for _, c := range t.Columns {
		inKey := slices.Contains(t.PrimaryKey.Columns, c.Name)
		for _, f := range t.ForeignKeys {
			inKey = inKey || slices.Contains(f.Columns, c.Name)
		}
		if !inKey {
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
	c := m.free(t)
	if c == nil {
		return
	}
	name := c.Name
	m.dropInvolved(t, name)
	t.Columns = slices.DeleteFunc(t.Columns, func(c schema.Column) bool { return c.Name == name })
}

// dropInvolved drops the objects that say something of a column.
func (m *maker) dropInvolved(t *schema.Table, column string) {
	t.Uniques = slices.DeleteFunc(t.Uniques, func(k schema.Key) bool { return slices.Contains(k.Columns, column) })
	t.Checks = slices.DeleteFunc(t.Checks, func(c schema.Check) bool { return slices.Contains(t.ColumnsIn(c.Expression), column) })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i schema.Index) bool {
		involved := slices.Contains(t.ColumnsIn(i.Where), column)
		for _, e := range i.Key() {
			involved = involved || e.Column == column || slices.Contains(t.ColumnsIn(e.Expression), column)
		}
		return involved
	})
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

// wider are the types that hold every value of another, and text, which holds any.
var wider = map[string][]string{
	"smallint": {"integer", "bigint", "text"}, "integer": {"bigint", "numeric(10,2)", "text"}, "bigint": {"text"}, "varchar(40)": {"varchar", "text"},
	"varchar": {"text"}, "text": {"varchar"}, "timestamp": {"timestamptz"}, "real": {"double precision"}, "uuid": {"text"}, "json": {"jsonb"},
}

func (m *maker) changeColumn() {
	t := m.table()
	if t == nil {
		return
	}
	c := m.free(t)
	if c == nil {
		return
	}
	switch pick(m, "change column", "type", "null", "default") {
	case "type":
		if to := wider[c.Type]; to != nil {
			m.dropInvolved(t, c.Name)
			c.Type = pick(m, "type", to...)
			m.decorate(c, familyOf(c))
			c.NotNull = c.NotNull && (!m.isNew(t, c) || c.Default != "")
		}
	case "null":
		c.NotNull = !c.NotNull && (!m.isNew(t, c) || c.Default != "")
	case "default":
		if !m.isNew(t, c) {
			m.decorate(c, familyOf(c))
		}
	}
}

// dropObject drops a unique constraint, a check, an index or a foreign key.
func (m *maker) dropObject() {
	t := m.table()
	if t == nil {
		return
	}
	switch pick(m, "drop", "unique", "check", "index", "reference") {
	case "unique":
		t.Uniques = t.Uniques[min(1, len(t.Uniques)):]
	case "check":
		t.Checks = t.Checks[min(1, len(t.Checks)):]
	case "index":
		t.Indexes = t.Indexes[min(1, len(t.Indexes)):]
	case "reference":
		t.ForeignKeys = t.ForeignKeys[min(1, len(t.ForeignKeys)):]
	}
}

func (m *maker) newObject() {
	if t := m.table(); t != nil {
		pick(m, "new", m.addUnique, m.addCheck, m.addIndex)(t)
	}
}

func (m *maker) newReference() {
	if len(m.s.Tables) > 0 {
		last := len(m.s.Tables) - 1
		m.addForeignKey(rapid.IntRange(0, last).Draw(m.T, "from"), rapid.IntRange(0, last).Draw(m.T, "to"))
	}
}

func (m *maker) changeReference() {
	if t := m.table(); t != nil && len(t.ForeignKeys) > 0 {
		f := &t.ForeignKeys[0]
		f.OnDelete = pick(m, "on delete", "", schema.Cascade, schema.SetNull)
		f.Deferrable = pick(m, "deferrable", "", schema.InitiallyDeferred)
	}
}

func (m *maker) renameObject() {
	t := m.table()
	if t == nil {
		return
	}
	if len(t.Indexes) > 0 {
		t.Indexes[0].Name = m.objectName("ix", t)
	}
	if len(t.Uniques) > 0 {
		t.Uniques[0].Name = m.objectName("uq", t)
	}
}

func (m *maker) changeComment() {
	if t := m.table(); t != nil {
		t.Comment = pick(m, "comment", append(comments, "")...)
	}
}
