package op

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Dialect is what operations ask of a database to be spelled in its SQL.
type Dialect interface {
	EnumDialect
	// Name is one of DialectNames.
	Name() string
	// Quote quotes an identifier.
	Quote(identifier string) string
	// QuoteTable quotes a table's name, or that of another object in a schema, as the database stores it.
	QuoteTable(n schema.Name) string
	// Literal writes a Go value (nil, bool, integers, floats, string, []byte, time.Time) as SQL.
	Literal(v any) (string, error)
	// CreateTable creates a table with all its constraints, indexes and comments; every name in t is set.
	CreateTable(t schema.Table) ([]string, error)
	// AddColumn adds a column with its comment.
	AddColumn(table schema.Name, c schema.Column) ([]string, error)
	// AlterColumn changes what from and to say differently; Name is not looked at.
	AlterColumn(table schema.Name, column string, from, to schema.Column, using string) ([]string, error)
	// CreateIndex creates an index; its name is set.
	CreateIndex(table schema.Name, i schema.Index, concurrently bool) ([]string, error)
	// DropIndex drops an index of a table; with ifExists one that is not there is no error.
	DropIndex(table schema.Name, name string, concurrently, ifExists bool) ([]string, error)
	// RenameIndex renames an index of a table.
	RenameIndex(table schema.Name, from, to string) ([]string, error)
	// TableComment sets a table's comment; an empty one removes it. A database without comments returns nothing.
	TableComment(table schema.Name, comment string) ([]string, error)
}

// QuoteAll quotes identifiers and puts commas between them.
func QuoteAll(d Dialect, identifiers []string) string {
	quoted := make([]string, len(identifiers))
	for i, name := range identifiers {
		quoted[i] = d.Quote(name)
	}
	return strings.Join(quoted, ", ")
}

// PrimaryKeyClause is the constraint as it stands in CREATE TABLE and behind ADD.
func PrimaryKeyClause(d Dialect, k schema.Key) string {
	return keyClause(d, "PRIMARY KEY", k)
}

// UniqueClause is the constraint as it stands in CREATE TABLE and behind ADD.
func UniqueClause(d Dialect, k schema.Key) string {
	kind := "UNIQUE"
	if k.NullsNotDistinct {
		kind += " NULLS NOT DISTINCT"
	}
	return keyClause(d, kind, k)
}

func keyClause(d Dialect, kind string, k schema.Key) string {
	clause := constraintName(d, k.Name) + kind + " (" + QuoteAll(d, k.Columns) + ")"
	if len(k.Include) > 0 {
		clause += " INCLUDE (" + QuoteAll(d, k.Include) + ")"
	}
	return clause + DeferrableClause(k.Deferrable)
}

// ForeignKeyClause is the constraint as it stands in CREATE TABLE and behind ADD.
func ForeignKeyClause(d Dialect, table schema.Name, f schema.ForeignKey) string {
	clause := constraintName(d, f.Name) + "FOREIGN KEY (" + QuoteAll(d, f.Columns) + ") REFERENCES " + d.QuoteTable(f.Target(table.Schema))
	if len(f.RefColumns) > 0 {
		clause += " (" + QuoteAll(d, f.RefColumns) + ")"
	}
	if f.Match != "" {
		clause += " MATCH " + f.Match
	}
	if f.OnUpdate != "" {
		clause += " ON UPDATE " + string(f.OnUpdate)
	}
	if f.OnDelete != "" {
		clause += " ON DELETE " + string(f.OnDelete)
	}
	return clause + DeferrableClause(f.Deferrable)
}

// CheckClause is the constraint as it stands in CREATE TABLE and behind ADD.
func CheckClause(d Dialect, c schema.Check) string {
	clause := constraintName(d, c.Name) + "CHECK (" + c.Expression + ")"
	if c.NoInherit {
		clause += " NO INHERIT"
	}
	return clause
}

// notValid stands behind a constraint that is added and leaves out the rows that are there.
func notValid(is bool) string {
	if is {
		return " NOT VALID"
	}
	return ""
}

func constraintName(d Dialect, name string) string {
	if name == "" {
		return ""
	}
	return "CONSTRAINT " + d.Quote(name) + " "
}

// DeferrableClause says when a constraint is checked, as it stands behind the constraint, with a space before it.
func DeferrableClause(d schema.Deferrable) string {
	if d == "" {
		return ""
	}
	return " " + string(d)
}

// alter is ALTER TABLE with one action.
func alter(d Dialect, table schema.Name, action string) []string {
	return []string{"ALTER TABLE " + d.QuoteTable(table) + " " + action}
}

// ifExists is IF EXISTS where it is asked for.
func ifExists(asked bool) string {
	if asked {
		return "IF EXISTS "
	}
	return ""
}
