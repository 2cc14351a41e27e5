// Package schemagen makes random schemas for property tests, such that every database takes them.
//
// A schema has one to five tables. A table has a key that is one numbered column (identity or serial), one plain column, two
// columns, or it has none; up to five further columns of the portable types, with and without NOT NULL, default and comment;
// unique constraints; foreign keys to other tables and to itself, composite where the key referred to is, in cycles, with all
// actions and deferrable; checks on one column or two; indexes that are unique, partial, descending and on expressions.
// Constraints and indexes have names of their own or none. Now and then a name is one that must be quoted.
//
// What it does not make: generated columns, collations, arrays of anything but text, and what one database knows alone.
package schemagen

import (
	"strings"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Options say what schemas are made of. The zero value is ready.
type Options struct {
	// Audit puts some tables into the further schema "audit".
	Audit bool
	// PlainNames leaves out the names that must be quoted.
	PlainNames bool
}

// Audit is the name of the further schema.
const Audit = "audit"

// Schema generates schemas.
func Schema(o Options) *rapid.Generator[*schema.Schema] {
	return rapid.Custom(func(t *rapid.T) *schema.Schema {
		m := maker{T: t, Options: o, s: &schema.Schema{}}
		for range rapid.IntRange(1, 5).Draw(t, "tables") {
			m.addTable()
		}
		for i := range m.s.Tables {
			m.addForeignKeys(i)
		}
		for i := range m.s.Tables {
			m.addObjects(&m.s.Tables[i])
		}
		distinct(m.s)
		return m.s
	})
}

// Create is the operations that create a schema: the tables first, then the foreign keys, which may be in cycles.
func Create(s *schema.Schema) []op.Operation {
	var tables, keys []op.Operation
	for _, t := range s.Tables {
		named := t.WithDefaultNames()
		for _, f := range named.ForeignKeys {
			keys = append(keys, op.AddForeignKey{Schema: t.Schema, Table: t.Name, ForeignKey: f})
		}
		named.ForeignKeys = nil
		tables = append(tables, op.CreateTable{Table: named})
	}
	return append(tables, keys...)
}

// maker makes one schema.
type maker struct {
	*rapid.T
	Options
	s *schema.Schema
	// old are the tables as they were before a change: what is new in one has to suit the rows that are there.
	old *schema.Schema
}

// chance is true once in n times.
func (m *maker) chance(n int, label string) bool { return rapid.IntRange(1, n).Draw(m.T, label) == n }

func pick[T any](m *maker, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(m.T, label)
}

func (m *maker) addTable() {
	t := schema.Table{Name: m.name("table", tableNames, tablesIn(m.s))}
	if m.Audit && m.chance(3, "audit") {
		t.Schema = Audit
	}
	if m.chance(4, "table comment") {
		t.Comment = pick(m, "comment", comments...)
	}
	m.addKey(&t)
	for range rapid.IntRange(1, 5).Draw(m.T, "columns") {
		t.Columns = append(t.Columns, m.column(&t))
	}
	m.s.Tables = append(m.s.Tables, t)
}

// addKey adds the columns of a primary key, and the key.
func (m *maker) addKey(t *schema.Table) {
	switch pick(m, "key", "identity", "identity", "serial", "plain", "two", "none") {
	case "identity":
		t.Columns = []schema.Column{{Name: "id", Type: "bigint", NotNull: true, Identity: pick(m, "identity", schema.IdentityByDefault, schema.IdentityAlways)}}
	case "serial":
		t.Columns = []schema.Column{{Name: "id", Type: pick(m, "serial", "bigserial", "serial"), NotNull: true}}
	case "plain":
		t.Columns = []schema.Column{{Name: "code", Type: pick(m, "plain", "bigint", "text", "uuid", "varchar(20)"), NotNull: true}}
	case "two":
		t.Columns = []schema.Column{{Name: "area", Type: "integer", NotNull: true}, {Name: "code", Type: pick(m, "second", "text", "bigint"), NotNull: true}}
	case "none":
		return
	}
	t.PrimaryKey = schema.Key{Name: m.objectName("key", t), Columns: t.ColumnNames()}
}

// distinct leaves out constraints and indexes whose names another object has. Tables, keys and indexes share their names in
// a schema, and SQLite does not mind their case.
func distinct(s *schema.Schema) {
	taken := map[string]bool{}
	free := func(in, name string) bool {
		id := in + "." + strings.ToLower(name)
		was := taken[id]
		taken[id] = true
		return !was
	}
	for _, t := range s.Tables {
		free(t.Schema, t.Name)
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		named := t.WithDefaultNames()
		if len(t.PrimaryKey.Columns) > 0 && !free(t.Schema, named.PrimaryKey.Name) {
			t.PrimaryKey.Name = ""
			free(t.Schema, t.WithDefaultNames().PrimaryKey.Name)
		}
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		named := t.WithDefaultNames()
		t.Uniques = keep(t.Uniques, func(n int) bool { return free(t.Schema, named.Uniques[n].Name) })
		t.Indexes = keep(t.Indexes, func(n int) bool { return free(t.Schema, named.Indexes[n].Name) })
	}
}

// keep is the elements at the places that wanted takes.
func keep[T any](list []T, wanted func(n int) bool) []T {
	var kept []T
	for n, v := range list {
		if wanted(n) {
			kept = append(kept, v)
		}
	}
	return kept
}
