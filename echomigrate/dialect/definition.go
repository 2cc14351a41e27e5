package dialect

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// Definition is an object of a database with the SQL that makes it, or a table that an operation makes.
type Definition struct {
	// Kind is what the object is, in lower case: "table", "view", "function", "comment" …
	Kind string
	// Schema is the database schema; empty for the connection's default one, and for what is in none.
	Schema string
	// Name of the object, for messages; that of a table is its own.
	Name string
	// Table is a table that an operation makes; nil for everything else. It says what Inspect gives in a spelling that makes the
	// same again to the letter.
	Table *schema.Table
	// Enum is an enum type that an operation makes, because a table has columns of it; nil for everything else.
	Enum *schema.Enum
	// Sequence is a sequence that an operation makes, because the default of a column names it; nil for everything else.
	Sequence *schema.Sequence
	// Create are the statements that make the object, without semicolons; none where an operation makes it.
	Create []string
	// Drop is the statement that removes it; empty where it goes along with another.
	Drop string
	// Late are the foreign keys of a table that lead to a table further behind.
	Late []string
}

// ID is the name of a table.
func (d Definition) ID() schema.Name { return schema.Name{Schema: d.Schema, Table: d.Name} }

// The kinds of what operations make; the zero value is none.
const (
	KindTable    = "table"
	KindEnum     = "enum type"
	KindSequence = "sequence"
)

// Definitions is what a database holds, in an order in which it can be made.
type Definitions struct {
	// List of the objects; each stands behind those that it needs.
	List []Definition
	// Left are those that have no definition here, one line each.
	Left []string
}
