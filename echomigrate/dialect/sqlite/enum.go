package sqlite

import (
	"errors"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// errValues says that an operation on an enum type changes tables on SQLite.
var errValues = errors.New("SQLite has to know the tables that hold the values: compile the operation instead")

// CreateEnum is nothing: the values are text.
func (Dialect) CreateEnum(schema.Enum) ([]string, error) { return nil, nil }

// DropEnum is nothing.
func (Dialect) DropEnum(schema.Name, bool) ([]string, error) { return nil, nil }

// AddEnumValue is nothing: no value is refused.
func (Dialect) AddEnumValue(schema.Name, string, string, string) ([]string, error) { return nil, nil }

// RenameEnum is an error: only Compile can do it.
func (Dialect) RenameEnum(schema.Name, string) ([]string, error) { return nil, errValues }

// RenameEnumValue is an error: only Compile can do it.
func (Dialect) RenameEnumValue(schema.Name, string, string) ([]string, error) { return nil, errValues }

// AlterEnum is an error: only Compile can do it.
func (Dialect) AlterEnum(schema.Name, []string, []string) ([]string, error) { return nil, errValues }

// renamesEnum reports whether an operation on an enum type may rebuild the tables that use it.
func renamesEnum(o op.Operation) bool {
	switch o.(type) {
	case op.RenameEnum, op.RenameEnumValue:
		return true
	}
	return false
}

// enum compiles what changes the columns of an enum type, or looks at them.
func (c *compiler) enum(p planned) error {
	s, err := c.state.schema()
	if err != nil && c.state.blind {
		c.later(p, err)
		return nil
	}
	if err != nil {
		return err
	}
	switch o := p.op.(type) {
	case op.AlterEnum:
		c.add(p, c.heldValues(s, o)...)
	case op.RenameEnumValue:
		if !isTold(o.Enum) {
			return fmt.Errorf("SQLite keeps type %s as %s, so that its columns cannot be told: put this into op.Only for postgres, "+
				"and an op.Exec that updates the rows into op.Only for sqlite", o.Enum, typeName(o.Enum, false))
		}
		c.add(p, updateValues(s, o)...)
	}
	if err := c.follow(p, s); err != nil {
		return err
	}
	return c.state.apply(p.op)
}

// isTold reports whether a column's type still says which enum type it was declared with.
func isTold(enum string) bool {
	return (schema.Enum{Name: enum}).IsTypeOf(typeName(enum, false))
}

// follow rebuilds the tables that get other columns or other expressions.
func (c *compiler) follow(p planned, s *schema.Schema) error {
	after := s.Clone()
	if err := p.op.Apply(after); err != nil {
		if c.state.blind {
			return nil
		}
		return err
	}
	for _, n := range s.Names() {
		var run []planned
		for _, o := range turns(c.d.Canonical(*s.Table(n)), c.d.Canonical(*after.Table(n))) {
			run = append(run, planned{o, p.number, p.autocommit})
		}
		if len(run) == 0 {
			continue
		}
		if err := c.rebuild(run); err != nil {
			return err
		}
	}
	return nil
}

// turns lists what makes one table of another that has the same columns, checks and indexes.
func turns(from, to schema.Table) []op.Operation {
	var ops []op.Operation
	for i, c := range from.Columns {
		a, b := c, to.Columns[i]
		a.Name, b.Name = "", ""
		if a != b {
			ops = append(ops, op.AlterColumn{Schema: from.Schema, Table: from.Name, Column: c.Name, From: a, To: b})
		}
	}
	for _, c := range from.Checks {
		if wanted := *to.Check(c.Name); c.Expression != wanted.Expression {
			ops = append(ops, op.DropCheck{Schema: from.Schema, Table: from.Name, Name: c.Name}, op.AddCheck{Schema: from.Schema, Table: from.Name, Check: wanted})
		}
	}
	for _, i := range from.Indexes {
		if wanted := *to.Index(i.Name); !i.Equal(wanted) {
			ops = append(ops, op.DropIndex{Schema: from.Schema, Table: from.Name, Name: i.Name}, op.CreateIndex{Schema: from.Schema, Table: from.Name, Index: wanted})
		}
	}
	return ops
}

// ignoreChecks is the pragma by which rows get values that only the checks of the rebuilt table take.
const ignoreChecks = "ignore_check_constraints"

// updateValues puts the new value into the rows that hold the old one.
func updateValues(s *schema.Schema, o op.RenameEnumValue) []string {
	var statements []string
	eachColumn(s, o.EnumID(), func(table schema.Name, column string) {
		statements = append(statements,
			"UPDATE "+quote(flatName(table))+" SET "+quote(column)+" = "+text(o.To)+" WHERE "+quote(column)+" = "+text(o.From))
	})
	if len(statements) > 0 {
		statements = slices.Concat([]string{"PRAGMA " + ignoreChecks + " = 1"}, statements, []string{"PRAGMA " + ignoreChecks + " = 0"})
	}
	return statements
}

// heldValues fails where a row holds a value that goes.
func (c *compiler) heldValues(s *schema.Schema, o op.AlterEnum) []string {
	var statements []string
	eachColumn(s, o.EnumID(), func(table schema.Name, column string) {
		for _, v := range o.From {
			if slices.Contains(o.To, v) {
				continue
			}
			statements = append(statements, c.d.Assert(
				"NOT EXISTS (SELECT 1 FROM "+quote(flatName(table))+" WHERE "+quote(column)+" = "+text(v)+")",
				fmt.Sprintf("table %s, column %s: a row holds '%s', which goes: give such rows another value first", table, column, v))...)
		}
	})
	return statements
}

// eachColumn calls do for the stored columns of an enum type, but for arrays.
func eachColumn(s *schema.Schema, enum schema.Name, do func(table schema.Name, column string)) {
	for _, u := range s.Uses(schema.Enum{Schema: enum.Schema, Name: enum.Table}) {
		c := s.Table(u.Table).Column(u.Column)
		if _, _, array := cutType(c.Type); !array && c.Generated == "" {
			do(u.Table, u.Column)
		}
	}
}
