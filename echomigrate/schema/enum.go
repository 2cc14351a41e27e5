package schema

import (
	"slices"
	"strings"
)

// Enum is an enum type: a type of which the values are listed. A column has it by its name as the column's type: mood,
// mood[] for an array of it, audit.mood where it is in another schema than the default one.
//
// SQLite has no such types. Operations on them change nothing there but the rows and columns that hold a renamed value or have a
// renamed type: the column is of the type MOOD TEXT, so that what is stored is text whatever it looks like, and nothing checks
// the values. One history runs on both; which values there are is known on SQLite from the revisions.
type Enum struct {
	// Schema is the database schema; empty means the connection's default one.
	Schema string
	// Name as the database stores it, without quotes.
	Name string
	// Values in the order in which they compare; no value is there twice.
	Values []string
	// Comment is the type's comment; databases without comments leave it out.
	Comment string
}

// ID is the type's name together with its schema.
func (e Enum) ID() Name { return Name{Schema: e.Schema, Table: e.Name} }

// Type is what a column of this type has as its Type.
func (e Enum) Type() string {
	name := spell(e.Name, false)
	if e.Schema != "" {
		name = spell(e.Schema, false) + "." + name
	}
	return name
}

// IsTypeOf reports whether a column's type is this one or an array of it.
func (e Enum) IsTypeOf(columnType string) bool {
	name, _ := TypeID(columnType)
	return name == e.ID() || strings.EqualFold(columnType, e.Name+" text") // as SQLite keeps it
}

// Equal reports whether two enum types say the same.
func (e Enum) Equal(other Enum) bool {
	return e.ID() == other.ID() && slices.Equal(e.Values, other.Values) && e.Comment == other.Comment
}

// Clone is a deep copy.
func (e Enum) Clone() Enum {
	e.Values = clone(e.Values)
	return e
}

// TypeID takes a column's type apart: its name, and the brackets of an array.
func TypeID(columnType string) (name Name, array string) {
	columnType = TypeName(columnType)
	for strings.HasSuffix(columnType, "[]") {
		columnType, array = strings.TrimSuffix(columnType, "[]"), "[]"
	}
	var parts []string
	for rest := columnType; rest != ""; {
		var part string
		if rest[0] == '"' {
			var n int
			part, n = quoted(rest, '"')
			rest = strings.TrimPrefix(rest[n:], ".")
		} else {
			part, rest, _ = strings.Cut(rest, ".")
			part = strings.ToLower(part)
		}
		parts = append(parts, part)
	}
	switch len(parts) {
	case 1:
		return Name{Table: parts[0]}, array
	case 2:
		return Name{Schema: parts[0], Table: parts[1]}, array
	}
	return Name{}, array
}

// Enum finds an enum type; nil when there is none. The pointer is into the schema.
func (s *Schema) Enum(name Name) *Enum {
	for i := range s.Enums {
		if s.Enums[i].ID() == name {
			return &s.Enums[i]
		}
	}
	return nil
}

// RemoveEnum takes an enum type out; it does nothing when there is none of that name.
func (s *Schema) RemoveEnum(name Name) {
	s.Enums = slices.DeleteFunc(s.Enums, func(e Enum) bool { return e.ID() == name })
}

// Use is a column of some type.
type Use struct {
	// Table is the table that has the column.
	Table Name
	// Column is the column's name.
	Column string
}

// Uses lists the columns of an enum type and of arrays of it.
func (s *Schema) Uses(e Enum) []Use {
	var uses []Use
	for _, t := range s.Tables {
		for _, c := range t.Columns {
			if e.IsTypeOf(c.Type) {
				uses = append(uses, Use{t.ID(), c.Name})
			}
		}
	}
	return uses
}
