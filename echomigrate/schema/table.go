package schema

import (
	"cmp"
	"reflect"
	"slices"
)

// Table is one table with everything that belongs to it.
type Table struct {
	// Schema is the database schema; empty means the connection's default one.
	Schema string
	// Name as the database stores it, without quotes.
	Name string
	// Columns in their order in the table.
	Columns []Column
	// PrimaryKey is the primary key; without columns there is none. Default name: <table>_pkey.
	PrimaryKey Key
	// Uniques are the unique constraints. Default name: <table>_<columns>_key.
	Uniques []Key
	// ForeignKeys refer to other tables. Default name: <table>_<columns>_fkey.
	ForeignKeys []ForeignKey
	// Checks are the check constraints. Default name: <table>_<column>_check, or <table>_check
	// when the expression names no column or several.
	Checks []Check
	// Exclusions are the exclusion constraints; databases without them leave them out. Default name: <table>_<columns>_excl.
	Exclusions []Exclusion
	// Indexes are those that no constraint brings along. Default name: <table>_<columns>_idx.
	Indexes []Index
	// Triggers of the table, where the database loses them when a table is changed (SQLite); elsewhere none.
	Triggers []Trigger
	// PartitionBy is how the table is partitioned, such as "RANGE (created_at)"; empty means not at all, and in a model that the
	// table stays as it is (PostgreSQL). Its partitions belong to the table: they are not tables of their own.
	PartitionBy string
	// Unlogged keeps the table's rows out of the write-ahead log: writing is faster, and a crash empties the table (PostgreSQL).
	// Default: logged; in a model that the table stays as it is, unless a revision made it unlogged.
	Unlogged bool
	// With are storage parameters, each as name=value, such as "fillfactor=70" and "toast.autovacuum_enabled=false" (PostgreSQL).
	// Default: none; in a model that those stay which neither the model nor a revision names.
	With []string
	// Comment is the table's comment; databases without comments leave it out.
	Comment string
	// Options are words behind CREATE TABLE (…) that one database knows, such as SQLite's STRICT and WITHOUT ROWID;
	// other databases leave them out.
	Options []string
}

// Trigger is a trigger of a table as the database gives its definition.
type Trigger struct {
	// Name of the trigger.
	Name string
	// SQL is the whole CREATE TRIGGER statement.
	SQL string
}

// ID is the table's name together with its schema.
func (t Table) ID() Name { return Name{Schema: t.Schema, Table: t.Name} }

// Column finds a column; nil when there is none. The pointer is into the table.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// ColumnNames lists the columns in the table's order.
func (t *Table) ColumnNames() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Unique finds a unique constraint by name; nil when there is none.
func (t *Table) Unique(name string) *Key { return named(t.Uniques, name) }

// ForeignKey finds a foreign key by name; nil when there is none.
func (t *Table) ForeignKey(name string) *ForeignKey { return named(t.ForeignKeys, name) }

// Check finds a check constraint by name; nil when there is none.
func (t *Table) Check(name string) *Check { return named(t.Checks, name) }

// Exclusion finds an exclusion constraint by name; nil when there is none.
func (t *Table) Exclusion(name string) *Exclusion { return named(t.Exclusions, name) }

// Index finds an index by name; nil when there is none.
func (t *Table) Index(name string) *Index { return named(t.Indexes, name) }

// Clone is a deep copy.
func (t Table) Clone() Table {
	t.Columns = clone(t.Columns)
	t.PrimaryKey = t.PrimaryKey.clone()
	t.Uniques = cloneAll(t.Uniques, Key.clone)
	t.ForeignKeys = cloneAll(t.ForeignKeys, ForeignKey.clone)
	t.Checks = clone(t.Checks)
	t.Exclusions = cloneAll(t.Exclusions, Exclusion.clone)
	t.Indexes = cloneAll(t.Indexes, Index.clone)
	t.Triggers = clone(t.Triggers)
	t.Options, t.With = clone(t.Options), clone(t.With)
	return t
}

// Equal reports whether two tables say the same; the order of constraints and indexes does not count,
// the order of columns does.
func (t Table) Equal(other Table) bool {
	a, b := t.Clone(), other.Clone()
	a.sort()
	b.sort()
	return reflect.DeepEqual(a, b)
}

func (t *Table) sort() {
	byName(t.Uniques)
	byName(t.ForeignKeys)
	byName(t.Checks)
	byName(t.Exclusions)
	byName(t.Indexes)
	byName(t.Triggers)
	slices.Sort(t.Options)
}

// object is a part of a table that has a name of its own.
type object interface{ objectName() string }

func (k Key) objectName() string        { return k.Name }
func (f ForeignKey) objectName() string { return f.Name }
func (c Check) objectName() string      { return c.Name }
func (i Index) objectName() string      { return i.Name }
func (t Trigger) objectName() string    { return t.Name }

func named[T object](list []T, name string) *T {
	for i := range list {
		if list[i].objectName() == name {
			return &list[i]
		}
	}
	return nil
}

func byName[T object](list []T) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(a.objectName(), b.objectName()) })
}

// clone keeps nil and empty apart from nothing: both become nil, so that copies compare equal.
func clone[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

// cloneAll is clone for elements that hold lists themselves.
func cloneAll[T any](list []T, clone func(T) T) []T {
	if len(list) == 0 {
		return nil
	}
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = clone(v)
	}
	return out
}

// RenameColumn renames a column wherever the table names it: in keys, constraints, indexes and expressions, and in foreign
// keys from the table to itself.
func (t *Table) RenameColumn(from, to string) {
	rename := func(columns []string) { renameColumns(columns, from, to) }
	expression := func(e *string) { *e = renameIn(*e, from, to) }
	expression(&t.PartitionBy)
	keys := append([]Key{t.PrimaryKey}, t.Uniques...)
	for _, k := range keys {
		rename(k.Columns)
		rename(k.Include)
	}
	for i := range t.Columns {
		if t.Columns[i].Name == from {
			t.Columns[i].Name = to
		}
		expression(&t.Columns[i].Generated)
	}
	for _, f := range t.ForeignKeys {
		rename(f.Columns)
		if f.Target(t.Schema) == t.ID() {
			rename(f.RefColumns)
		}
	}
	for i := range t.Checks {
		expression(&t.Checks[i].Expression)
	}
	for i := range t.Exclusions {
		t.Exclusions[i].renameColumn(from, to)
	}
	for n := range t.Indexes {
		i := &t.Indexes[n]
		rename(i.Columns)
		rename(i.Include)
		expression(&i.Where)
		for e := range i.Elements {
			if i.Elements[e].Column == from {
				i.Elements[e].Column = to
			}
			expression(&i.Elements[e].Expression)
		}
	}
}

func renameColumns(columns []string, from, to string) {
	for i, c := range columns {
		if c == from {
			columns[i] = to
		}
	}
}
