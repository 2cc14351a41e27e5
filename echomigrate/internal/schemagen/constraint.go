package schemagen

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// addForeignKeys adds foreign keys with their columns to the table at i. Only one to a table before it may be NOT NULL, so
// that rows can be inserted in the tables' order.
func (m *maker) addForeignKeys(i int) {
	for range rapid.IntRange(0, 2).Draw(m.T, "foreign keys") {
		to := rapid.IntRange(0, len(m.s.Tables)-1).Draw(m.T, "refers to")
		m.addForeignKey(i, to)
	}
}

func (m *maker) addForeignKey(from, to int) {
	t, target := &m.s.Tables[from], &m.s.Tables[to]
	key := m.keyOf(target)
	if len(key) == 0 {
		return
	}
	f := schema.ForeignKey{Name: m.objectName("ref", t), RefSchema: target.ID().SchemaFrom(t.Schema), RefTable: target.Name, RefColumns: slices.Clone(key)}
	m.act(&f)
	required := to < from && m.old == nil && m.chance(2, "required")
	for _, column := range key {
		c := schema.Column{Name: m.name("reference", []string{clip(target.Name, 30) + "_" + clip(column, 20), "parent_" + clip(column, 40), "owner"}, m.taken(t)),
			Type: stored(target.Column(column).Type), NotNull: required}
		t.Columns = append(t.Columns, c)
		f.Columns = append(f.Columns, c.Name)
	}
	t.ForeignKeys = append(t.ForeignKeys, f)
}

// keyOf is a key that can be referred to, whose values rows have; nil when there is none. PostgreSQL refuses
// some references of two columns with an array among them, so there are none.
func (m *maker) keyOf(t *schema.Table) []string {
	var keys [][]string
	for _, k := range append([]schema.Key{t.PrimaryKey}, t.Uniques...) {
		usable := func(column string) bool {
			c := t.Column(column)
			return !refers(t, column) && c.Collation == "" && comparable(c) && !strings.HasSuffix(c.Type, "[]")
		}
		if len(k.Columns) > 0 && k.Deferrable == "" && !slices.ContainsFunc(k.Columns, func(c string) bool { return !usable(c) }) {
			keys = append(keys, k.Columns)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return pick(m, "key referred to", keys...)
}

// act says what a foreign key does, and when.
func (m *maker) act(f *schema.ForeignKey) {
	f.OnDelete = pick(m, "on delete", "", schema.Cascade, schema.SetNull, schema.Restrict, schema.SetDefault)
	f.OnUpdate = pick(m, "on update", "", "", schema.Cascade)
	f.Deferrable = pick(m, "deferrable", "", "", schema.InitiallyDeferred, schema.InitiallyImmediate)
	if m.Extras && m.chance(8, "match") {
		f.Match = "FULL"
	}
	if m.old == nil && m.Extras && m.chance(8, "not valid") {
		f.NotValid = true
	}
}

// addObjects adds checks and indexes to a table.
func (m *maker) addObjects(t *schema.Table) {
	for range rapid.IntRange(0, 2).Draw(m.T, "checks") {
		m.addCheck(t)
	}
	for range rapid.IntRange(0, 2).Draw(m.T, "indexes") {
		m.addIndex(t)
	}
	if m.chance(3, "exclusion") {
		m.addExclusion(t)
	}
}

// some is one to two of the table's columns that suit; nil when there are none.
func (m *maker) some(t *schema.Table, suits func(c *schema.Column) bool) []string {
	var all []string
	for i := range t.Columns {
		if suits(&t.Columns[i]) {
			all = append(all, t.Columns[i].Name)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return rapid.Permutation(all).Draw(m.T, "columns")[:min(len(all), rapid.IntRange(1, 2).Draw(m.T, "how many"))]
}

// tellsRows reports whether each row has a value of its own in the column.
func (m *maker) tellsRows(t *schema.Table, c *schema.Column) bool {
	wasBoolean := m.before(t, c) != nil && m.before(t, c).Type == "boolean"
	return !refers(t, c.Name) && comparable(c) && c.Type != "boolean" && !wasBoolean && c.Generated == "" && (!m.isNew(t, c) || c.Default == "")
}

// comparable reports whether the column can be in a key or an index.
func comparable(c *schema.Column) bool { return c.Type != "json" }

func (m *maker) addUnique(t *schema.Table) {
	filled := true
	columns := m.some(t, func(c *schema.Column) bool { return m.tellsRows(t, c) })
	for _, c := range columns {
		filled = filled && m.isFilled(t, t.Column(c))
	}
	said := func(k schema.Key) bool { return slices.Equal(k.Columns, columns) }
	if columns == nil || said(t.PrimaryKey) || slices.ContainsFunc(t.Uniques, said) {
		return
	}
	k := schema.Key{Name: m.objectName("uq", t), Columns: columns}
	if m.chance(5, "deferrable") {
		k.Deferrable = pick(m, "when", schema.InitiallyDeferred, schema.InitiallyImmediate)
	}
	if m.Extras && filled && m.chance(6, "nulls not distinct") {
		k.NullsNotDistinct = true
	}
	if m.Extras && m.chance(6, "include") {
		k.Include = m.others(t, columns)
	}
	t.Uniques = append(t.Uniques, k)
}

// others is a column that an index may carry along.
func (m *maker) others(t *schema.Table, but []string) []string {
	for _, c := range t.Columns {
		if !slices.Contains(but, c.Name) {
			return []string{c.Name}
		}
	}
	return nil
}

func (m *maker) addCheck(t *schema.Table) {
	columns := m.some(t, func(c *schema.Column) bool {
		was := m.before(t, c)
		sameValues := was == nil || familyOf(was).types != nil && familyOf(was).is(c)
		return sameValues && !isNumbered(c) && (numbers.is(c) || texts.is(c)) && m.tellsRows(t, c)
	})
	if columns == nil {
		return
	}
	expression := m.condition(t, columns)
	if slices.ContainsFunc(t.Checks, func(c schema.Check) bool { return c.Expression == expression }) {
		return
	}
	c := schema.Check{Name: m.objectName("ck", t), Expression: expression}
	if m.Extras {
		c.NoInherit, c.NotValid = m.chance(8, "no inherit"), m.old == nil && m.chance(6, "not valid")
	}
	t.Checks = append(t.Checks, c)
}

// condition is one that the rows meet.
func (m *maker) condition(t *schema.Table, columns []string) string {
	c, name := t.Column(columns[0]), ident(columns[0])
	if !numbers.is(c) {
		return fmt.Sprintf(pick(m, "condition", "%s <> ''", "length(%s) > 1", "%s NOT IN ('a', 'b''?')", "%s NOT LIKE 'x%%'"), name)
	}
	if second := t.Column(columns[len(columns)-1]); numbers.is(second) && second != c {
		return name + " + " + ident(second.Name) + " > 0"
	}
	return fmt.Sprintf(pick(m, "condition", "%s > 0", "%s >= 1", "%s <> 13", "%[1]s > 0 AND %[1]s < 10000", "%[1]s IS NULL OR %[1]s > 0"), name)
}

func (m *maker) addIndex(t *schema.Table) {
	columns := m.some(t, comparable)
	if columns == nil {
		return
	}
	i := schema.Index{Name: m.objectName("ix", t)}
	m.setKey(t, &i, columns)
	if m.chance(4, "partial") {
		i.Where = ident(columns[0]) + " IS NOT NULL"
	}
	if m.Extras && m.chance(6, "include") {
		i.Include = m.others(t, columns)
	}
	if m.Extras && len(i.Columns) == 1 && !i.Unique && i.Include == nil && m.chance(6, "hash") {
		i.Using = "hash"
	}
	if m.Extras && m.chance(8, "storage") {
		i.With = []string{"fillfactor=70"}
	}
	said := func(other schema.Index) bool { other.Name = i.Name; return other.Equal(i) }
	if slices.ContainsFunc(t.Indexes, said) {
		return
	}
	t.Indexes = append(t.Indexes, i)
}

// setKey gives an index its key, and makes it unique where rows allow it.
func (m *maker) setKey(t *schema.Table, i *schema.Index, columns []string) {
	tells := true
	var key []schema.Element
	for _, column := range columns {
		c := t.Column(column)
		tells = tells && m.tellsRows(t, c)
		e := schema.Element{Column: column, Desc: m.chance(4, "desc")}
		if texts.is(c) && m.chance(2, "expression") {
			e.Column, e.Expression = "", "lower("+ident(column)+")"
		} else if m.Extras && m.chance(8, "nulls") {
			e.Nulls = pick(m, "nulls", "first", "last")
		}
		key = append(key, e)
	}
	*i = i.WithKey(key)
	i.Unique = tells && m.chance(3, "unique index")
}
