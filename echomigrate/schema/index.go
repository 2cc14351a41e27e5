package schema

import "slices"

// Index is an index that was created as such (not one that a constraint brings along).
type Index struct {
	// Name of the index; empty means the default name.
	Name string
	// Columns is the key of a plain index, in its order. Where an element says more than a column's name, Elements
	// takes its place.
	Columns []string
	// Elements is the key of an index with expressions, descending columns and the like; Columns is empty then.
	Elements []Element
	// Unique forbids equal rows.
	Unique bool
	// Where is the condition of a partial index, without outer parentheses.
	Where string
	// Using is the index method; empty means btree. Databases with one method leave it out.
	Using string
	// Include are further columns that the index carries (PostgreSQL).
	Include []string
	// NullsNotDistinct lets NULL occur once only in a unique index (PostgreSQL 15 and later).
	NullsNotDistinct bool
	// With are the storage parameters, each as name=value (PostgreSQL). Where neither a model nor a revision says any, those that
	// the database has stay.
	With []string
	// Invalid says that the database does not use the index, because it was not built to its end. It is set by inspections alone.
	Invalid bool
}

// Element is one part of an index's key: a column or an expression, and how it is ordered.
type Element struct {
	// Column is the column's name; empty for an expression.
	Column string
	// Expression in SQL, without outer parentheses; empty for a column.
	Expression string
	// Desc orders descending.
	Desc bool
	// Nulls is "first" or "last"; empty means the database's default for the direction
	// (PostgreSQL: last when ascending, first when descending).
	Nulls string
	// Collation of the element; empty means the column's own.
	Collation string
	// Opclass is the operator class, with its parameters where it has any, as in gist_trgm_ops(siglen=32); empty means the type's
	// default.
	Opclass string
}

// Key lists the elements of the index's key, whichever of Columns and Elements says them.
func (i Index) Key() []Element {
	if len(i.Elements) > 0 {
		return i.Elements
	}
	key := make([]Element, len(i.Columns))
	for n, c := range i.Columns {
		key[n] = Element{Column: c}
	}
	return key
}

// WithKey is the index with the given key, said by Columns where that is enough.
func (i Index) WithKey(key []Element) Index {
	i.Columns, i.Elements = nil, nil
	for _, e := range key {
		if e != (Element{Column: e.Column}) {
			i.Columns, i.Elements = nil, slices.Clone(key)
			return i
		}
		i.Columns = append(i.Columns, e.Column)
	}
	return i
}

func (i Index) sameKey(other Index) bool {
	if len(i.Elements)+len(other.Elements) == 0 {
		return slices.Equal(i.Columns, other.Columns)
	}
	return slices.Equal(i.Key(), other.Key())
}

func (i Index) clone() Index {
	i.Columns = clone(i.Columns)
	i.Elements = clone(i.Elements)
	i.Include = clone(i.Include)
	i.With = clone(i.With)
	return i
}

// Equal reports whether two indexes say the same, names included.
func (i Index) Equal(other Index) bool {
	return i.Name == other.Name && i.sameKey(other) && i.Unique == other.Unique &&
		i.Where == other.Where && i.Using == other.Using && slices.Equal(i.Include, other.Include) &&
		i.NullsNotDistinct == other.NullsNotDistinct && slices.Equal(i.With, other.With) && i.Invalid == other.Invalid
}
