package schemagen

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Mutate generates schemas that are related to one that Schema made: most tables and columns are there again, up to a dozen
// changes are made. Rows that Rows gave the first one meet the constraints of the second: what is new is nullable or has a default,
// and is unique only where rows can tell. Types change to wider ones and to text. Nothing is renamed but constraints and
// indexes; the order of columns stays, new ones come last.
func Mutate(before *schema.Schema, o Options) *rapid.Generator[*schema.Schema] {
	return rapid.Custom(func(t *rapid.T) *schema.Schema {
		m := maker{T: t, Options: o, s: before.Clone(), old: before}
		changes := []func(){m.dropTable, m.newTable, m.replaceTable, m.dropColumn, m.newColumn, m.newColumn, m.changeComment,
			m.newComputed, m.changeComputed, m.changeComputed, m.changeNumbering, m.changeNumbering,
			m.retypeKey, m.retypeKey, m.moveKey, m.newReference, m.changeReference, m.retarget}
		for _, change := range []func(*schema.Table){m.changeType, m.changeNull, m.changeDecoration, m.dropObject, m.newObject, m.changeIndex,
			m.changeCheck, m.changeUnique, m.renameObject, m.validate, m.changeUnlogged, m.changeParameters, m.changeOptions} {
			changes = append(changes, m.onTable(change), m.onTable(change))
		}
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			pick(&m, "change", changes...)()
		}
		m.log()
		m.distinct()
		return m.s
	})
}

// onTable makes a change to any of the tables, if there are any.
func (m *maker) onTable(change func(*schema.Table)) func() {
	return func() {
		if t := m.table(); t != nil {
			change(t)
		}
	}
}

// table is any of the tables; nil when there are none.
func (m *maker) table() *schema.Table {
	if len(m.s.Tables) == 0 {
		return nil
	}
	return &m.s.Tables[rapid.IntRange(0, len(m.s.Tables)-1).Draw(m.T, "table")]
}

func (m *maker) dropTable() {
	if t := m.table(); t != nil {
		m.dropReferences(t.ID(), nil)
		m.s.Remove(t.ID())
	}
}

// dropReferences drops the foreign keys to one of the columns of a table; without columns, all to the table.
func (m *maker) dropReferences(to schema.Name, columns []string) {
	for i := range m.s.Tables {
		t := &m.s.Tables[i]
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(f schema.ForeignKey) bool {
			named := slices.ContainsFunc(f.RefColumns, func(c string) bool { return slices.Contains(columns, c) })
			return f.Target(t.Schema) == to && (columns == nil || named)
		})
	}
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

// replaceTable puts a table in the place of another that has none of its columns.
func (m *maker) replaceTable() {
	t := m.table()
	if t == nil || !m.chance(3, "replace") {
		return
	}
	m.dropReferences(t.ID(), nil)
	*t = schema.Table{Schema: t.Schema, Name: t.Name}
	m.fill(t)
}

func (m *maker) changeComment() {
	if t := m.table(); t != nil {
		t.Comment = pick(m, "comment", append(comments, "")...)
	}
}

// moveKey drops the primary key, or makes one of other columns that tell the rows.
func (m *maker) moveKey() {
	t := m.table()
	if t == nil || m.old.Table(t.ID()) == nil {
		return
	}
	m.dropReferences(t.ID(), t.PrimaryKey.Columns)
	t.PrimaryKey = schema.Key{}
	for i := range t.Columns {
		// SQLite numbers no column that is not the key.
		c := &t.Columns[i]
		c.NotNull = c.NotNull || isNumbered(c)
		c.Type, c.Identity, c.IdentityOptions = stored(c.Type), "", schema.SequenceOptions{}
	}
	columns := m.some(t, func(c *schema.Column) bool { return m.tellsRows(t, c) && m.isFilled(t, c) })
	said := func(k schema.Key) bool { return slices.Equal(k.Columns, columns) }
	if columns != nil && !slices.ContainsFunc(t.Uniques, said) && m.chance(2, "another key") {
		t.PrimaryKey = schema.Key{Name: m.objectName("key", t), Columns: columns}
		for _, c := range columns {
			t.Column(c).NotNull = true
		}
	}
}

// retypeKey gives a column and all that refer to it, or that it refers to, another type.
func (m *maker) retypeKey() {
	t := m.table()
	if t == nil {
		return
	}
	group := m.bound(t)
	if len(group) < 2 || slices.ContainsFunc(group, func(p place) bool { return isNumbered(p.column(m.s)) || m.isNew(m.s.Table(p.table), p.column(m.s)) }) {
		return
	}
	types := wider[group[0].column(m.s).Type]
	if types == nil {
		return
	}
	to := pick(m, "type", types...)
	for _, p := range group {
		m.retype(m.s.Table(p.table), p.column(m.s), to)
	}
}

// place is a column of a table.
type place struct {
	table schema.Name
	name  string
}

func (p place) column(s *schema.Schema) *schema.Column { return s.Table(p.table).Column(p.name) }

// bound is a column that a foreign key of the table refers to, with all that foreign keys tie to it.
func (m *maker) bound(t *schema.Table) []place {
	if len(t.ForeignKeys) == 0 {
		return nil
	}
	f := pick(m, "foreign key", t.ForeignKeys...)
	group := []place{{f.Target(t.Schema), f.RefColumns[0]}}
	for grown := true; grown; {
		grown = false
		add := func(known, other place) {
			if slices.Contains(group, known) && !slices.Contains(group, other) {
				group, grown = append(group, other), true
			}
		}
		for _, t := range m.s.Tables {
			for _, f := range t.ForeignKeys {
				for n := range f.Columns {
					from, to := place{t.ID(), f.Columns[n]}, place{f.Target(t.Schema), f.RefColumns[n]}
					add(from, to)
					add(to, from)
				}
			}
		}
	}
	return group
}
