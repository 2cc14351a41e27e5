// Package schemagen makes random schemas for property tests, such that every database takes them.
//
// A schema has up to six tables. A table has a key that is one numbered column (identity or serial), one plain column, two
// columns, or it has none; up to five further columns of the portable types, with and without NOT NULL, default, collation and
// comment; computed columns; unique constraints; foreign keys to the primary or a unique key of other tables and of itself,
// composite where the key referred to is, in cycles, with all actions and deferrable; checks on one column or two; indexes that
// are unique, partial, descending and on expressions. Constraints and indexes have names of their own or none. Now and then a
// name is one that must be quoted.
//
// What it does not make: virtual columns, collations but "C", and functions and types that one database knows alone.
package schemagen

import (
	"strconv"
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
	// Extras are what PostgreSQL 15 knows and SQLite leaves out: columns that an index carries along, NULLs that are not
	// distinct, hash indexes, exclusion constraints,
	// constraints that are not valid, storage parameters, unlogged tables, options of
	// identity columns.
	Extras bool
	// Colliding lets constraints and indexes of several tables have the same default name. Somebody has to set them apart
	// before a database takes the schema.
	Colliding bool
}

// Audit is the name of the further schema.
const Audit = "audit"

// Schema generates schemas.
func Schema(o Options) *rapid.Generator[*schema.Schema] {
	return rapid.Custom(func(t *rapid.T) *schema.Schema {
		m := maker{T: t, Options: o, s: &schema.Schema{}}
		for range rapid.IntRange(0, 6).Draw(t, "tables") {
			m.addTable()
		}
		for i := range m.s.Tables {
			m.addForeignKeys(i)
		}
		for i := range m.s.Tables {
			m.addObjects(&m.s.Tables[i])
			m.changeUnlogged(&m.s.Tables[i])
			m.changeParameters(&m.s.Tables[i])
		}
		m.log()
		m.distinct()
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
	m.fill(&t)
	m.s.Tables = append(m.s.Tables, t)
}

// fill gives an empty table its key, its columns and its unique constraints.
func (m *maker) fill(t *schema.Table) {
	if m.chance(4, "table comment") {
		t.Comment = pick(m, "comment", comments...)
	}
	m.addKey(t)
	for range rapid.IntRange(1, 5).Draw(m.T, "columns") {
		t.Columns = append(t.Columns, m.column(t))
	}
	m.addComputed(t)
	for range rapid.IntRange(0, 2).Draw(m.T, "uniques") {
		m.addUnique(t)
	}
}

// addKey adds the columns of a primary key, and the key.
func (m *maker) addKey(t *schema.Table) {
	add := func(c schema.Column, names ...string) {
		c.Name, c.NotNull = m.name("key column", names, m.taken(t)), !m.chance(8, "not null by the key alone")
		t.Columns = append(t.Columns, c)
	}
	switch pick(m, "key", "identity", "identity", "serial", "plain", "two", "none") {
	case "identity":
		c := schema.Column{Type: pick(m, "type", integers...), Identity: pick(m, "identity", schema.IdentityByDefault, schema.IdentityAlways)}
		m.number(&c)
		add(c, "id")
	case "serial":
		add(schema.Column{Type: pick(m, "serial", "bigserial", "serial", "smallserial")}, "id")
	case "plain":
		add(schema.Column{Type: pick(m, "plain", "bigint", "integer", "text", "uuid", "varchar(20)")}, "code")
	case "two":
		add(schema.Column{Type: "integer"}, "area")
		add(schema.Column{Type: pick(m, "second", "text", "bigint")}, "code")
	case "none":
		return
	}
	t.PrimaryKey = schema.Key{Name: m.objectName("key", t), Columns: t.ColumnNames()}
	if m.chance(4, "key in another order") {
		t.PrimaryKey.Columns = rapid.Permutation(t.PrimaryKey.Columns).Draw(m.T, "key")
	}
}

// distinct leaves out constraints and indexes whose names another object has. Tables, keys and indexes share their names in
// a schema, and SQLite does not mind their case.
func (m *maker) distinct() {
	taken := map[string]bool{}
	free := func(in, given, name string) bool {
		if given == "" && m.Colliding {
			return true
		}
		id := in + "." + strings.ToLower(name)
		was := taken[id]
		taken[id] = true
		return !was
	}
	for _, t := range m.s.Tables {
		free(t.Schema, t.Name, t.Name)
	}
	for i := range m.s.Tables {
		t := &m.s.Tables[i]
		for n := 1; len(t.PrimaryKey.Columns) > 0 && !free(t.Schema, t.PrimaryKey.Name, t.WithDefaultNames().PrimaryKey.Name); n++ {
			t.PrimaryKey.Name = "key_" + strconv.Itoa(n)
		}
	}
	for i := range m.s.Tables {
		t := &m.s.Tables[i]
		named := t.WithDefaultNames()
		for n := len(t.Uniques) - 1; n >= 0; n-- {
			if !free(t.Schema, t.Uniques[n].Name, named.Uniques[n].Name) {
				m.dropUnique(t, n)
			}
		}
		t.Exclusions = keep(t.Exclusions, func(n int) bool { return free(t.Schema, t.Exclusions[n].Name, named.Exclusions[n].Name) })
		t.Indexes = keep(t.Indexes, func(n int) bool { return free(t.Schema, t.Indexes[n].Name, named.Indexes[n].Name) })
		own := map[string]bool{}
		first := func(given string) bool {
			was := given != "" && own[given]
			own[given] = true
			return !was
		}
		t.Checks = keep(t.Checks, func(n int) bool { return first(t.Checks[n].Name) })
		t.ForeignKeys = keep(t.ForeignKeys, func(n int) bool { return first(t.ForeignKeys[n].Name) })
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
