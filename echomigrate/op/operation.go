// Package op holds the verbs: every change to a database as a plain struct that knows its effect on a schema, its SQL and
// its inverse.
//
// An operation is data: it can be printed, compared, hashed, reversed and replayed on a schema.Schema without any database.
package op

import (
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Operation is one change to a database.
type Operation interface {
	// Apply changes s as the operation changes a database. It leaves s as it was when it returns an error. What s does
	// not hold is reported with a NotFoundError.
	Apply(s *schema.Schema) error
	// Statements lists the SQL statements that carry the operation out, without semicolons at their ends.
	// An operation that only Go can carry out returns ErrNoSQL.
	Statements(d Dialect) ([]string, error)
	// Inverse is the operation that undoes this one; before is the schema before it.
	// It returns ErrIrreversible where nothing can.
	Inverse(before *schema.Schema) (Operation, error)
	// String names the operation and what it works on in one line, such as "AddColumn users.email".
	String() string
}

// List is a list of operations, in the order in which they run.
type List []Operation

func (l List) count() string {
	if len(l) == 1 {
		return "1 operation"
	}
	return fmt.Sprintf("%d operations", len(l))
}

// TableOperation is an operation that changes one table that is there already.
type TableOperation interface {
	Operation
	// Target is the table's name.
	Target() schema.Name
}

// Opaque is an operation whose effect on the schema cannot be known without running it, such as Exec.
type Opaque interface {
	Operation
	opaque()
}

// Data is an operation that changes rows and leaves the schema as it is: BulkInsert and Backfill.
type Data interface {
	Operation
	data()
}

// IsData reports whether an operation, or one inside it, changes rows and leaves the schema as it is.
func IsData(o Operation) bool {
	if g, ok := o.(Group); ok {
		return slices.ContainsFunc(g.Operations(), IsData)
	}
	_, ok := o.(Data)
	return ok
}

// InsertsRows reports whether an operation, or one inside it, adds rows. Those may refer to others, so that they cannot be tried on
// tables without rows; to change rows can.
func InsertsRows(o Operation) bool {
	if g, ok := o.(Group); ok {
		return slices.ContainsFunc(g.Operations(), InsertsRows)
	}
	_, ok := o.(BulkInsert)
	return ok
}

// IsOpaque reports whether an operation, or one inside it, has an effect that Apply cannot know.
func IsOpaque(o Operation) bool {
	if g, ok := o.(Group); ok {
		for _, inner := range g.Operations() {
			if IsOpaque(inner) {
				return true
			}
		}
		return false
	}
	_, ok := o.(Opaque)
	return ok
}

// Group is an operation that holds others.
type Group interface {
	Operation
	// Operations are those inside, in the order in which they run.
	Operations() []Operation
}

// Concurrent is an operation that a database may have to run outside a transaction.
type Concurrent interface {
	Operation
	// IsConcurrent reports whether it was asked for.
	IsConcurrent() bool
}

// Target is the database that operations are for.
type Target struct {
	// Dialect is one of DialectNames.
	Dialect string
	// Database is its name among several (see Database); empty means the first one.
	Database string
}

// For is the list as one database sees it: what is inside Only or Database for it takes their place, what is for others is
// left out.
func For(target Target, ops []Operation) []Operation { return selected(target, "", ops) }

// selected is For inside the group for one database.
func selected(target Target, database string, ops []Operation) []Operation {
	var out []Operation
	for _, o := range ops {
		switch o := o.(type) {
		case Database:
			out = append(out, selected(target, o.Name, o.Ops)...)
		case Only:
			if o.Dialect == target.Dialect {
				out = append(out, selected(target, database, o.Ops)...)
			}
		case Autocommit:
			if inner := selected(target, database, o.Ops); len(inner) > 0 {
				out = append(out, Autocommit{Ops: inner})
			}
		case Batch:
			if database == target.Database {
				out = append(out, Batch{Schema: o.Schema, Table: o.Table, Ops: selected(target, database, o.Ops)})
			}
		default:
			if database == target.Database {
				out = append(out, o)
			}
		}
	}
	return out
}

// Schemas lists the schemas, beside the default one, whose tables operations create or change, sorted.
func Schemas(ops []Operation) []string {
	var names []string
	for _, o := range ops {
		switch o := o.(type) {
		case Group:
			names = append(names, Schemas(o.Operations())...)
		case CreateTable:
			names = append(names, o.Table.Schema)
		case TableOperation:
			names = append(names, o.Target().Schema)
		case EnumOperation:
			names = append(names, o.EnumID().Schema)
		case SequenceOperation:
			names = append(names, o.SequenceID().Schema)
		case CreateExtension:
			names = append(names, o.Schema)
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// Inverse lists the operations that undo ops, in the order in which they must run; before is the schema before the first.
// The error names the operation that nothing can undo.
func Inverse(ops []Operation, before *schema.Schema) ([]Operation, error) {
	inverse := make([]Operation, len(ops))
	if len(ops) == 0 {
		return inverse, nil
	}
	state := before.Clone()
	for i, o := range ops {
		undo, err := o.Inverse(state)
		if err != nil {
			return nil, stepError(i, o, err)
		}
		inverse[len(ops)-1-i] = undo
		if err := o.Apply(state); err != nil {
			return nil, stepError(i, o, err)
		}
	}
	return inverse, nil
}

// Apply applies a list in order; s is left half changed on an error, which names the operation.
func Apply(s *schema.Schema, ops []Operation) error {
	for i, o := range ops {
		if err := o.Apply(s); err != nil {
			return stepError(i, o, err)
		}
	}
	return nil
}
