package schema

import "slices"

// Exclusion is an exclusion constraint: of any two rows that meet the condition, at least one comparison of elements is not
// true (PostgreSQL).
type Exclusion struct {
	// Name of the constraint; empty means the default name.
	Name string
	// Elements are what is compared, and how.
	Elements []ExclusionElement
	// Using is the index method; empty means gist.
	Using string
	// Include are further columns that the constraint's index carries.
	Include []string
	// Where is the condition of the rows that take part, without outer parentheses; empty means all rows.
	Where string
	// Deferrable says when the constraint is checked.
	Deferrable Deferrable
}

// ExclusionElement is one part of an exclusion constraint.
type ExclusionElement struct {
	// Column is the column's name; empty for an expression.
	Column string
	// Expression in SQL, without outer parentheses; empty for a column.
	Expression string
	// Collation of the element; empty means the column's own.
	Collation string
	// Opclass is the operator class; empty means the type's default.
	Opclass string
	// Operator compares the element in two rows, such as = or &&.
	Operator string
}

// Columns lists the columns that the elements name as such, in their order.
func (e Exclusion) Columns() []string {
	var columns []string
	for _, element := range e.Elements {
		if element.Column != "" {
			columns = append(columns, element.Column)
		}
	}
	return columns
}

// Expressions lists the condition and the elements that are expressions.
func (e Exclusion) Expressions() []string {
	expressions := []string{e.Where}
	for _, element := range e.Elements {
		expressions = append(expressions, element.Expression)
	}
	return slices.DeleteFunc(expressions, func(e string) bool { return e == "" })
}

// Key is the elements as those of an index.
func (e Exclusion) Key() []Element {
	key := make([]Element, len(e.Elements))
	for i, element := range e.Elements {
		key[i] = Element{Column: element.Column, Expression: element.Expression, Collation: element.Collation, Opclass: element.Opclass}
	}
	return key
}

func (e Exclusion) objectName() string { return e.Name }

func (e Exclusion) clone() Exclusion {
	e.Elements = clone(e.Elements)
	e.Include = clone(e.Include)
	return e
}

// Equal reports whether two exclusion constraints say the same, names included.
func (e Exclusion) Equal(other Exclusion) bool {
	return e.Name == other.Name && slices.Equal(e.Elements, other.Elements) && e.Using == other.Using &&
		slices.Equal(e.Include, other.Include) && e.Where == other.Where && e.Deferrable == other.Deferrable
}

func (e *Exclusion) renameColumn(from, to string) {
	renameColumns(e.Include, from, to)
	e.Where = renameIn(e.Where, from, to)
	for i := range e.Elements {
		if e.Elements[i].Column == from {
			e.Elements[i].Column = to
		}
		e.Elements[i].Expression = renameIn(e.Elements[i].Expression, from, to)
	}
}
