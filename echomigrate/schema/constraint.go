package schema

import "slices"

// Key is a primary key or a unique constraint.
type Key struct {
	// Name of the constraint; empty means the default name.
	Name string
	// Columns in the key's order.
	Columns []string
	// Include are further columns that the key's index carries (PostgreSQL).
	Include []string
	// NullsNotDistinct lets NULL occur once only (PostgreSQL 15 and later).
	NullsNotDistinct bool
	// Deferrable says when the constraint is checked.
	Deferrable Deferrable
}

// ForeignKey is a reference to rows of another table.
type ForeignKey struct {
	// Name of the constraint; empty means the default name.
	Name string
	// Columns of the table that has the constraint; the n-th refers to the n-th of RefColumns.
	Columns []string
	// RefSchema is the schema of RefTable. Empty means the schema of the table that has the constraint; seen from a table in
	// another one, DefaultSchema is the connection's default schema.
	RefSchema string
	// RefTable is the table referred to.
	RefTable string
	// RefColumns are the columns referred to.
	RefColumns []string
	// OnDelete is what happens when the row referred to is deleted.
	OnDelete Action
	// OnUpdate is what happens when the columns referred to change.
	OnUpdate Action
	// Match is the match type; empty means SIMPLE.
	Match string
	// Deferrable says when the constraint is checked.
	Deferrable Deferrable
	// NotValid leaves out the rows that were there before the constraint (PostgreSQL).
	NotValid bool
}

// Target is the table referred to, seen from a table in schema from.
func (f ForeignKey) Target(from string) Name {
	switch f.RefSchema {
	case "":
		return Name{Schema: from, Table: f.RefTable}
	case DefaultSchema:
		return Name{Table: f.RefTable}
	default:
		return Name{Schema: f.RefSchema, Table: f.RefTable}
	}
}

// Check is a condition that every row meets.
type Check struct {
	// Name of the constraint; empty means the default name.
	Name string
	// Expression is the condition in SQL, without the outer parentheses.
	Expression string
	// NoInherit keeps the constraint from tables that inherit from this one (PostgreSQL).
	NoInherit bool
	// NotValid leaves out the rows that were there before the constraint (PostgreSQL).
	NotValid bool
}

// Action is what a foreign key does when the row it refers to goes or changes; the zero value is NO ACTION.
type Action string

// The actions besides NO ACTION, which is the zero value.
const (
	Restrict   Action = "RESTRICT"
	Cascade    Action = "CASCADE"
	SetNull    Action = "SET NULL"
	SetDefault Action = "SET DEFAULT"
)

// Deferrable says when a constraint is checked; the zero value is NOT DEFERRABLE: at every statement.
type Deferrable string

// The kinds of deferrable constraints.
const (
	// InitiallyImmediate may be deferred to the end of the transaction, by SET CONSTRAINTS.
	InitiallyImmediate Deferrable = "DEFERRABLE INITIALLY IMMEDIATE"
	// InitiallyDeferred is checked at the end of the transaction.
	InitiallyDeferred Deferrable = "DEFERRABLE INITIALLY DEFERRED"
)

func (k Key) clone() Key {
	k.Columns = clone(k.Columns)
	k.Include = clone(k.Include)
	return k
}

func (f ForeignKey) clone() ForeignKey {
	f.Columns = clone(f.Columns)
	f.RefColumns = clone(f.RefColumns)
	return f
}

// Equal reports whether two keys say the same, names included.
func (k Key) Equal(other Key) bool {
	return k.Name == other.Name && slices.Equal(k.Columns, other.Columns) && slices.Equal(k.Include, other.Include) &&
		k.NullsNotDistinct == other.NullsNotDistinct && k.Deferrable == other.Deferrable
}

// Equal reports whether two foreign keys say the same, names included.
func (f ForeignKey) Equal(other ForeignKey) bool {
	return f.Name == other.Name && slices.Equal(f.Columns, other.Columns) && f.RefSchema == other.RefSchema &&
		f.RefTable == other.RefTable && slices.Equal(f.RefColumns, other.RefColumns) && f.OnDelete == other.OnDelete &&
		f.OnUpdate == other.OnUpdate && f.Match == other.Match && f.Deferrable == other.Deferrable && f.NotValid == other.NotValid
}
