package echomigrate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// noteDependents notes which operations, of the upgrade and of the downgrade, the database refuses because views and the like need the
// column: those that are there now, which both find unless they are dropped. It asks only where a column is dropped or gets another
// type, and then once.
func (m *Migrator) noteDependents(ctx context.Context, c *Comparison) error {
	up, down := changedColumns(c.Upgrade, nil), changedColumns(c.Downgrade, c.Upgrade)
	var asked []dialect.Column
	for _, columns := range []map[int]dialect.Column{up, down} {
		for _, i := range slices.Sorted(maps.Keys(columns)) {
			if !slices.Contains(asked, columns[i]) {
				asked = append(asked, columns[i])
			}
		}
	}
	found, err := m.dialect.Dependents(ctx, m.db, asked)
	if err != nil {
		return err
	}
	c.UpgradeNotes = noteInTheWay(up, found, c.UpgradeNotes)
	c.DowngradeNotes = noteInTheWay(down, found, c.DowngradeNotes)
	return nil
}

// changedColumns are the columns that operations drop or give another type, by the operation's place, by the names that they had before
// those and the ones that run first.
func changedColumns(ops, first []op.Operation) map[int]dialect.Column {
	columns := map[int]dialect.Column{}
	for i, o := range ops {
		if c, changes := changedColumn(o); changes {
			columns[i] = formerly(formerly(c, ops[:i]), first)
		}
	}
	return columns
}

// noteInTheWay adds to notes what is in the way of each operation.
func noteInTheWay(columns map[int]dialect.Column, found []dialect.Dependent, notes map[int][]string) map[int][]string {
	for i, c := range columns {
		var objects []string
		for _, d := range found {
			if c == d.Column {
				objects = append(objects, d.Object)
			}
		}
		if objects != nil {
			notes = noted(notes, i, fmt.Sprintf("The database refuses it while there is %s: drop that by an op.Exec before it, and create it again by one behind it.",
				strings.Join(objects, ", ")))
		}
	}
	return notes
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
