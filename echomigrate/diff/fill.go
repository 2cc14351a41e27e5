package diff

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// addColumn adds a column; where there is a value for the rows that are there, it takes NULL until they have it.
func (p *planner) addColumn(table schema.Name, c schema.Column) []op.Operation {
	add := op.AddColumn{Schema: table.Schema, Table: table.Table, Column: c}
	if !c.NeedsValue() {
		return []op.Operation{add}
	}
	value, given := p.fills.of(columnObject(table, c.Name))
	if !given {
		return []op.Operation{add}
	}
	add.Column.NotNull = false
	return []op.Operation{
		add,
		op.Backfill{Schema: table.Schema, Table: table.Table, Column: c.Name, Value: value},
		op.AlterColumn{Schema: table.Schema, Table: table.Table, Column: c.Name, To: schema.Column{NotNull: true}},
	}
}

// alterColumn alters a column; where it becomes NOT NULL and there is a value, rows without one get that before.
func (p *planner) alterColumn(table schema.Name, column string, a alteration) []op.Operation {
	alter := a.operation(table, column)
	if !a.to.NotNull || a.from.NotNull {
		return []op.Operation{alter}
	}
	value, given := p.fills.of(columnObject(table, column))
	if !given {
		return []op.Operation{alter}
	}
	return []op.Operation{op.Backfill{Schema: table.Schema, Table: table.Table, Column: column, Value: value}, alter}
}
