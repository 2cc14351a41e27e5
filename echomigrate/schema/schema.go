// Package schema holds the nouns: what a database's tables are made of, as plain values.
//
// References between values are by name, so that a schema can be copied, compared, printed and stored.
package schema

import (
	"cmp"
	"slices"
)

// Schema is a set of tables, enum types and sequences: those of a database, of an app's models, or of a replayed history.
type Schema struct {
	// Tables in no particular order; names are unique.
	Tables []Table
	// Enums are the enum types, in no particular order; names are unique.
	Enums []Enum
	// Sequences are those that stand by themselves, in no particular order; names are unique.
	Sequences []Sequence
	// TablesOnly says that the database has neither enum types nor sequences, so that both are empty whatever the revisions made.
	TablesOnly bool
}

// Name says which table is meant.
type Name struct {
	// Schema is the database schema (namespace); empty means the connection's default one.
	Schema string
	// Table is the table's name as the database stores it, without quotes.
	Table string
}

// String is "table" or "schema.table", for messages.
func (n Name) String() string {
	if n.Schema == "" {
		return n.Table
	}
	return n.Schema + "." + n.Table
}

// DefaultSchema stands for the connection's default schema where an empty name stands for something else.
const DefaultSchema = "default"

// SchemaFrom is the table's schema as a table in the schema from names it: empty where it is the same.
func (n Name) SchemaFrom(from string) string {
	switch n.Schema {
	case from:
		return ""
	case "":
		return DefaultSchema
	default:
		return n.Schema
	}
}

// Compare orders names by schema, then by table.
func (n Name) Compare(other Name) int {
	return cmp.Or(cmp.Compare(n.Schema, other.Schema), cmp.Compare(n.Table, other.Table))
}

// Table finds a table; nil when there is none. The pointer is into the schema: it serves to change the table in place
// and is good until tables are added or removed.
func (s *Schema) Table(name Name) *Table {
	for i := range s.Tables {
		if s.Tables[i].Name == name.Table && s.Tables[i].Schema == name.Schema {
			return &s.Tables[i]
		}
	}
	return nil
}

// ByName gives the tables by their names; the pointers are into the schema and are good until tables are added or removed.
func (s *Schema) ByName() map[Name]*Table {
	tables := make(map[Name]*Table, len(s.Tables))
	for i := range s.Tables {
		tables[s.Tables[i].ID()] = &s.Tables[i]
	}
	return tables
}

// Names lists the tables' names in the schema's order.
func (s *Schema) Names() []Name {
	names := make([]Name, len(s.Tables))
	for i, t := range s.Tables {
		names[i] = t.ID()
	}
	return names
}

// Remove takes a table out; it does nothing when there is none of that name.
func (s *Schema) Remove(name Name) {
	s.Tables = slices.DeleteFunc(s.Tables, func(t Table) bool { return t.ID() == name })
}

// Sort orders the tables, enum types and sequences by name, and within each table the constraints and indexes by name. Columns and values
// keep their order.
func (s *Schema) Sort() {
	slices.SortFunc(s.Enums, func(a, b Enum) int { return a.ID().Compare(b.ID()) })
	slices.SortFunc(s.Sequences, func(a, b Sequence) int { return a.ID().Compare(b.ID()) })
	slices.SortFunc(s.Tables, func(a, b Table) int { return a.ID().Compare(b.ID()) })
	for i := range s.Tables {
		s.Tables[i].sort()
	}
}

// Clone is a deep copy.
func (s *Schema) Clone() *Schema {
	c := &Schema{Tables: make([]Table, len(s.Tables)), Enums: cloneAll(s.Enums, Enum.Clone), Sequences: clone(s.Sequences), TablesOnly: s.TablesOnly}
	for i, t := range s.Tables {
		c.Tables[i] = t.Clone()
	}
	return c
}

// ReferencesTo lists the foreign keys that point at a table, each with the table that has it.
func (s *Schema) ReferencesTo(name Name) []Reference {
	var refs []Reference
	for _, t := range s.Tables {
		for _, fk := range t.ForeignKeys {
			if fk.Target(t.Schema) == name {
				refs = append(refs, Reference{From: t.ID(), ForeignKey: fk})
			}
		}
	}
	return refs
}

// Reference is a foreign key together with the table it belongs to.
type Reference struct {
	// From is the table that has the foreign key.
	From Name
	// ForeignKey is the constraint itself.
	ForeignKey ForeignKey
}
