package op

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// Optional is an operation on what some databases do not have. On a dialect that is not Extended it has no statements.
type Optional interface {
	Operation
	optional()
}

// Extended is a dialect of a database that has more than columns, keys, checks and indexes.
type Extended interface {
	Dialect
	// ExclusionClause is an exclusion constraint as it stands in CREATE TABLE and behind ADD.
	ExclusionClause(e schema.Exclusion) string
	// SetUnlogged makes a table unlogged or logged.
	SetUnlogged(table schema.Name, unlogged bool) []string
	// CreateSequence creates a sequence, and AlterSequence changes how one numbers, which goes on where it is.
	CreateSequence(q schema.Sequence) []string
	AlterSequence(name schema.Name, from, to schema.Sequence) []string
	// CreateSchema creates a schema unless it is there.
	CreateSchema(name string) []string
	// CreateExtension creates an extension unless it is there, in a schema that is there; empty is what the database takes.
	CreateExtension(name, schema string) []string
}

// Held leaves out of a list, and of the groups in it, what the database of a dialect does not have: applied to a schema that was
// inspected there, such an operation finds nothing.
func Held(d Dialect, ops []Operation) []Operation {
	if _, is := d.(Extended); is {
		return ops
	}
	var held []Operation
	for _, o := range ops {
		switch o := o.(type) {
		case Optional:
		case Autocommit:
			held = append(held, Autocommit{Ops: Held(d, o.Ops)})
		case Batch:
			held = append(held, Batch{Schema: o.Schema, Table: o.Table, Ops: Held(d, o.Ops)})
		default:
			held = append(held, o)
		}
	}
	return held
}

// extended is what an Extended dialect says, and nothing for another one.
func extended(d Dialect, statements func(d Extended) []string) ([]string, error) {
	if e, is := d.(Extended); is {
		return statements(e), nil
	}
	return nil, nil
}
