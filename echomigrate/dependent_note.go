package echomigrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// noteDependents notes which operations the database refuses because views and the like need the column. It asks only where a
// column is dropped or gets another type, and then once.
func (m *Migrator) noteDependents(ctx context.Context, ops []op.Operation, notes map[int][]string) (map[int][]string, error) {
	columns := map[int]dialect.Column{}
	var asked []dialect.Column
	for i, o := range ops {
		if c, changes := changedColumn(o); changes {
			columns[i] = formerly(c, ops[:i])
			asked = append(asked, columns[i])
		}
	}
	found, err := m.dialect.Dependents(ctx, m.db, asked)
	if err != nil {
		return nil, err
	}
	for i := range ops {
		var objects []string
		for _, d := range found {
			if c, asked := columns[i]; asked && c == d.Column {
				objects = append(objects, d.Object)
			}
		}
		if objects != nil {
			notes = noted(notes, i, fmt.Sprintf("The database refuses it while there is %s: drop that by an op.Exec before it, and create it again by one behind it.",
				strings.Join(objects, ", ")))
		}
	}
	return notes, nil
}

// changedColumn is the column that an operation drops or gives another type.
func changedColumn(o op.Operation) (dialect.Column, bool) {
	switch o := o.(type) {
	case op.DropColumn:
		return dialect.Column{Table: o.Target(), Name: o.Column}, true
	case op.AlterColumn:
		return dialect.Column{Table: o.Target(), Name: o.Column}, o.From.Type != o.To.Type
	}
	return dialect.Column{}, false
}

// formerly is a column by the names that it had before operations.
func formerly(c dialect.Column, ops []op.Operation) dialect.Column {
	for _, o := range slices.Backward(ops) {
		switch o := o.(type) {
		case op.RenameTable:
			if c.Table == (schema.Name{Schema: o.Schema, Table: o.To}) {
				c.Table = o.Target()
			}
		case op.RenameColumn:
			if c.Table == o.Target() && c.Name == o.To {
				c.Name = o.From
			}
		}
	}
	return c
}
