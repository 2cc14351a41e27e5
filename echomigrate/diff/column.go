package diff

import (
	"cmp"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rememberColumn writes what is there as it was declared, attribute by attribute, where both mean the same. It reports
// whether all attributes do.
func rememberColumn(there *schema.Column, declared, canonical schema.Column) bool {
	same := *there == canonical
	remember(&there.Type, declared.Type, canonical.Type)
	remember(&there.Default, declared.Default, canonical.Default)
	remember(&there.Identity, declared.Identity, canonical.Identity)
	remember(&there.IdentityOptions, declared.IdentityOptions, canonical.IdentityOptions)
	remember(&there.Generated, declared.Generated, canonical.Generated)
	remember(&there.Virtual, declared.Virtual, canonical.Virtual)
	remember(&there.Collation, declared.Collation, canonical.Collation)
	remember(&there.Comment, declared.Comment, canonical.Comment)
	return same
}

func remember[T comparable](there *T, declared, canonical T) {
	if *there == canonical {
		*there = declared
	}
}

// alteration is what a column is and what it becomes, as far as they differ.
type alteration struct{ from, to schema.Column }

// alter compares a column of both sides, by what the database says, and by what was declared where that is known.
func alter(from, to *table, name string) alteration {
	a, b := from.canonical.Column(name), to.canonical.Column(name)
	writtenA, writtenB := from.written.Column(name), to.written.Column(name)
	known, also := from.declared.Column(name), to.declared.Column(name)
	declared := known != nil && also != nil
	if !declared {
		known, also = &schema.Column{}, &schema.Column{}
	}
	var c alteration
	recollated := a.Collation != b.Collation || known.Collation != also.Collation
	retyped := a.Type != b.Type || known.Type != also.Type && schema.TypeName(known.Type) != schema.TypeName(also.Type)
	if retyped || recollated {
		c.from.Type, c.to.Type = pick(a.Type, b.Type, writtenA.Type, writtenB.Type)
		c.from.Type, c.to.Type = cmp.Or(c.from.Type, untyped), cmp.Or(c.to.Type, untyped)
	}
	if a.NotNull != b.NotNull {
		c.from.NotNull, c.to.NotNull = a.NotNull, b.NotNull
	}
	// With the type a database converts the default, and so spells it differently: it is set again.
	switch {
	case c.from.Type != c.to.Type:
		c.from.Default, c.to.Default = writtenA.Default, writtenB.Default
	case a.Default != b.Default:
		c.from.Default, c.to.Default = pick(a.Default, b.Default, writtenA.Default, writtenB.Default)
	}
	// A column that leaves the primary key no longer numbers itself on SQLite, which is no change of its own; see renumbered.
	if a.Identity != b.Identity && !declared && !isSaidToNumber(*writtenA, *writtenB) || known.Identity != also.Identity {
		c.from.Identity, c.to.Identity = pick(a.Identity, b.Identity, writtenA.Identity, writtenB.Identity)
	}
	if a.IdentityOptions != b.IdentityOptions || known.IdentityOptions.Of(b.Type) != also.IdentityOptions.Of(b.Type) {
		c.from.IdentityOptions, c.to.IdentityOptions = pick(a.IdentityOptions, b.IdentityOptions, writtenA.IdentityOptions, writtenB.IdentityOptions)
	}
	if a.Generated != b.Generated || a.Virtual != b.Virtual {
		c.from.Generated, c.to.Generated = pick(a.Generated, b.Generated, writtenA.Generated, writtenB.Generated)
		c.from.Virtual, c.to.Virtual = a.Virtual, b.Virtual
	}
	if recollated {
		c.from.Collation, c.to.Collation = pick(a.Collation, b.Collation, writtenA.Collation, writtenB.Collation)
	}
	if a.Comment != b.Comment || known.Comment != also.Comment {
		c.from.Comment, c.to.Comment = pick(a.Comment, b.Comment, writtenA.Comment, writtenB.Comment)
	}
	return c
}

// untyped stands for the type of a column that has none (SQLite): its values are stored as they come.
const untyped = "blob"

// pick takes what is written on both sides, unless that does not tell apart what is not the same.
func pick[T comparable](a, b, writtenA, writtenB T) (T, T) {
	if writtenA == writtenB && a != b {
		return a, b
	}
	return writtenA, writtenB
}

func (a alteration) empty() bool { return a == alteration{} }

// isRetyped reports whether the type or what comes with it changes.
func (a alteration) isRetyped() bool {
	return a.from.Type != a.to.Type || a.from.Collation != a.to.Collation
}

// changesFamily reports whether values of the one type cannot be compared with those of the other in a foreign key.
func (a alteration) changesFamily() bool {
	return a.from.Type != a.to.Type && family(a.from.Type) != family(a.to.Type)
}

func family(declared string) string {
	name := schema.TypeName(declared)
	for _, names := range [][]string{
		{"bigint", "integer", "smallint", "bigserial", "serial", "smallserial"}, {"text", "varchar"},
	} {
		if slices.ContainsFunc(names, func(n string) bool { return n == name || len(name) > len(n) && name[:len(n)+1] == n+"(" }) {
			return names[0]
		}
	}
	return name
}

// rank is the place of the operation: a column stops being computed before those change that it is computed from.
func (a alteration) rank() rank {
	if a.from.Generated != "" && a.to.Generated == "" {
		return dropExpression
	}
	return alterColumn
}

func (a alteration) operation(table schema.Name, column string) op.Operation {
	return op.AlterColumn{Schema: table.Schema, Table: table.Table, Column: column, From: a.from, To: a.to}
}

// recreated lists the columns that have to be dropped and added again: a database cannot make an ordinary column a computed
// one, change what it is computed from, or change the type of a column that another one is computed from.
func recreated(from, to *table) []string {
	var list []string
	again := func(c schema.Column) bool {
		was := from.canonical.Column(c.Name)
		if was == nil || c.Generated == "" && was.Generated == "" {
			return false
		}
		a := alter(from, to, c.Name)
		if c.Generated == "" {
			return was.Virtual
		}
		if a.isRetyped() || a.from.Generated != a.to.Generated || a.from.Virtual != a.to.Virtual {
			return true
		}
		return slices.ContainsFunc(to.canonical.ColumnsIn(c.Generated), func(used string) bool {
			return slices.Contains(list, used) || from.canonical.Column(used) == nil || alter(from, to, used).isRetyped()
		})
	}
	for _, c := range to.canonical.Columns {
		if again(c) {
			list = append(list, c.Name)
		}
	}
	return list
}
