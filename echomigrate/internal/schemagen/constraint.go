package schemagen

import (
	"fmt"
	"slices"

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
	if len(target.PrimaryKey.Columns) == 0 {
		return
	}
	f := schema.ForeignKey{
		Name: m.objectName("ref", t), RefTable: target.Name, RefColumns: slices.Clone(target.PrimaryKey.Columns),
		OnDelete:   pick(m, "on delete", "", schema.Cascade, schema.SetNull, schema.Restrict, schema.SetDefault),
		OnUpdate:   pick(m, "on update", "", "", schema.Cascade),
		Deferrable: pick(m, "deferrable", "", "", schema.InitiallyDeferred, schema.InitiallyImmediate),
	}
	if target.Schema != t.Schema {
		if target.Schema == "" {
			return
		}
		f.RefSchema = target.Schema
	}
	required := to < from && m.old == nil && m.chance(2, "required")
	for _, column := range target.PrimaryKey.Columns {
		c := schema.Column{Name: m.name("reference", []string{clip(target.Name, 30) + "_" + column, "parent_" + column, "owner"}, m.taken(t)),
			Type: stored(target.Column(column).Type), NotNull: required}
		t.Columns = append(t.Columns, c)
		f.Columns = append(f.Columns, c.Name)
	}
	if t.ForeignKey(f.Name) != nil {
		f.Name = ""
	}
	t.ForeignKeys = append(t.ForeignKeys, f)
}

// addObjects adds unique constraints, checks and indexes to a table.
func (m *maker) addObjects(t *schema.Table) {
	for range rapid.IntRange(0, 2).Draw(m.T, "uniques") {
		m.addUnique(t)
	}
	for range rapid.IntRange(0, 2).Draw(m.T, "checks") {
		m.addCheck(t)
	}
	for range rapid.IntRange(0, 2).Draw(m.T, "indexes") {
		m.addIndex(t)
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
	for _, f := range t.ForeignKeys {
		if slices.Contains(f.Columns, c.Name) {
			return false
		}
	}
	return comparable(c) && c.Type != "boolean" && (!m.isNew(t, c) || c.Default == "")
}

// comparable reports whether the column can be in a key or an index.
func comparable(c *schema.Column) bool { return c.Type != "json" && c.Type != "text[]" }

// isNew reports whether a table that was there before did not have the column.
func (m *maker) isNew(t *schema.Table, c *schema.Column) bool {
	if m.old == nil {
		return false
	}
	before := m.old.Table(t.ID())
	return before != nil && before.Column(c.Name) == nil
}

func (m *maker) addUnique(t *schema.Table) {
	columns := m.some(t, func(c *schema.Column) bool { return m.tellsRows(t, c) })
	said := func(k schema.Key) bool { return slices.Equal(k.Columns, columns) }
	if columns == nil || said(t.PrimaryKey) || slices.ContainsFunc(t.Uniques, said) {
		return
	}
	t.Uniques = append(t.Uniques, schema.Key{Name: m.objectName("uq", t), Columns: columns})
}

func (m *maker) addCheck(t *schema.Table) {
	columns := m.some(t, func(c *schema.Column) bool {
		return !isNumbered(c) && (!m.isNew(t, c) || c.Default == "") && (numbers.is(c) || texts.is(c)) && m.tellsRows(t, c)
	})
	if columns == nil {
		return
	}
	c, name := t.Column(columns[0]), ident(columns[0])
	var expression string
	if numbers.is(c) {
		expression = fmt.Sprintf(pick(m, "condition", "%s > 0", "%s >= 1", "%s <> 13", "%[1]s > 0 AND %[1]s < 10000", "%[1]s IS NULL OR %[1]s > 0"), name)
		if second := t.Column(columns[len(columns)-1]); numbers.is(second) && second != c {
			expression = name + " + " + ident(second.Name) + " > 0"
		}
	} else {
		expression = fmt.Sprintf(pick(m, "condition", "%s <> ''", "length(%s) > 1", "%s NOT IN ('a', 'b''?')", "%s NOT LIKE 'x%%'"), name)
	}
	name = m.objectName("ck", t)
	if t.Check(name) != nil {
		name = ""
	}
	if slices.ContainsFunc(t.Checks, func(c schema.Check) bool { return c.Expression == expression }) {
		return
	}
	t.Checks = append(t.Checks, schema.Check{Name: name, Expression: expression})
}

func (m *maker) addIndex(t *schema.Table) {
	columns := m.some(t, comparable)
	if columns == nil {
		return
	}
	i := schema.Index{Name: m.objectName("ix", t)}
	tells := true
	var key []schema.Element
	for _, column := range columns {
		c := t.Column(column)
		tells = tells && m.tellsRows(t, c)
		e := schema.Element{Column: column, Desc: m.chance(4, "desc")}
		if texts.is(c) && m.chance(2, "expression") {
			e.Column, e.Expression = "", "lower("+ident(column)+")"
		}
		key = append(key, e)
	}
	i = i.WithKey(key)
	i.Unique = tells && m.chance(3, "unique index")
	if m.chance(4, "partial") {
		i.Where = ident(columns[0]) + " IS NOT NULL"
	}
	said := func(other schema.Index) bool { other.Name = i.Name; return other.Equal(i) }
	if slices.ContainsFunc(t.Indexes, said) {
		return
	}
	t.Indexes = append(t.Indexes, i)
}
