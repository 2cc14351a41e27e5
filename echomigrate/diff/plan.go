package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rank is the place of an operation among those of its table.
type rank int

const (
	createEnum rank = iota
	dropForeignKey
	dropTable
	dropKey
	dropExpression
	dropColumn
	leaveEnum
	alterEnum
	setUnlogged
	alterColumn
	addColumn
	addKey
	createTable
	addForeignKey
	validate
	comment
	dropEnum
)

// planner collects the operations that lead from one side to the other.
type planner struct {
	from, to *side
	// loose are the objects that are the same on both sides and have to go meanwhile.
	loose map[Object]bool
	// late are the foreign keys that close a cycle of new tables, or of tables that are dropped: they come and go by
	// themselves.
	late   map[Object]bool
	pruned map[Object]bool
	// altered are the enum types of the from side that lose values or get them in another order.
	altered []schema.Enum
	fills   *fills
	nodes   []*node
}

// plan lists the operations that lead from one side to the other, in an order that always applies. What is pruned may be
// missing; values fill columns that become NOT NULL.
func plan(from, to *side, pruned map[Object]bool, values *fills) ([]op.Operation, error) {
	p := &planner{from: from, to: to, loose: map[Object]bool{}, late: map[Object]bool{}, pruned: pruned, fills: values}
	p.enums()
	p.sequences()
	p.loosen()
	p.cut(to, from)
	p.cut(from, to)
	for _, t := range from.tables {
		if p.isReplaced(t) || to.byName[t.canonical.ID()] == nil {
			p.drop(t)
		}
	}
	loosened := map[schema.Name]bool{}
	for o := range p.loose {
		loosened[o.Table] = true
	}
	for _, t := range to.tables {
		switch current := from.byName[t.canonical.ID()]; {
		case current == nil || p.isReplaced(current):
			p.create(t)
		case current != t || to.shared[t.canonical.ID()] && loosened[t.canonical.ID()]:
			p.change(current, t)
		}
	}
	return p.ordered()
}

// isReplaced reports whether a table of the from side keeps none of its columns, and so none of what its rows hold.
func (p *planner) isReplaced(current *table) bool {
	wanted := p.to.byName[current.canonical.ID()]
	if wanted == nil || len(current.canonical.Columns) == 0 {
		return false
	}
	return !slices.ContainsFunc(current.canonical.Columns, func(c schema.Column) bool { return wanted.canonical.Column(c.Name) != nil })
}

func (p *planner) add(table schema.Name, at rank, o op.Operation) {
	p.nodes = append(p.nodes, &node{operation: o, table: table, rank: at, number: len(p.nodes)})
}

func (p *planner) drop(t *table) {
	id := t.canonical.ID()
	for _, f := range t.canonical.ForeignKeys {
		if p.late[foreignKeys.object(&t.canonical, f)] {
			p.add(id, dropForeignKey, foreignKeys.drop(id, f.Name, false))
		}
	}
	p.add(id, dropTable, op.DropTable{
		Schema: id.Schema, Table: id.Table, IfExists: p.pruned[Object{Kind: KindTable, Table: id}],
	})
}

func (p *planner) create(t *table) {
	id := t.canonical.ID()
	created := t.written.Clone()
	created.ForeignKeys = nil
	for _, f := range t.written.ForeignKeys {
		if p.late[foreignKeys.object(&t.canonical, f)] {
			p.add(id, addForeignKey, foreignKeys.add(id, f))
		} else {
			created.ForeignKeys = append(created.ForeignKeys, f)
		}
	}
	p.add(id, createTable, op.CreateTable{Table: created})
}

func (p *planner) change(current, wanted *table) {
	id := wanted.canonical.ID()
	again := recreated(current, wanted)
	p.columns(current, wanted, again)
	for _, k := range kinds {
		dropAt, addAt := k.ranks()
		drops, adds, validations := k.change(current, wanted, p.loose, p.pruned)
		for _, o := range drops {
			p.add(id, dropAt, o)
		}
		for _, o := range adds {
			p.add(id, addAt, o)
		}
		for _, o := range validations {
			p.add(id, validate, o)
		}
	}
	if !sameParameters(current, wanted) {
		p.add(id, comment, op.SetTableParameters{
			Schema: id.Schema, Table: id.Table,
			From: otherParameters(current.written.With, wanted.written.With), To: otherParameters(wanted.written.With, current.written.With),
		})
	}
	if p.setsUnlogged(id) {
		p.add(id, setUnlogged, op.SetUnlogged{Schema: id.Schema, Table: id.Table, Unlogged: wanted.written.Unlogged})
	}
	if current.canonical.Comment != wanted.canonical.Comment || current.declared.Comment != wanted.declared.Comment {
		p.add(id, comment, op.SetTableComment{Schema: id.Schema, Table: id.Table, Comment: wanted.written.Comment})
	}
}

// columns drops computed columns, or makes them ordinary ones, before those that they are computed from change or go, and adds
// them behind.
func (p *planner) columns(current, wanted *table, again []string) {
	id := wanted.canonical.ID()
	var drops, adds [2][]op.Operation
	for _, c := range current.canonical.Columns {
		if wanted.canonical.Column(c.Name) == nil || slices.Contains(again, c.Name) {
			drops[1-computed(c)] = append(drops[1-computed(c)], op.DropColumn{
				Schema: id.Schema, Table: id.Table, Column: c.Name, IfExists: p.pruned[columnObject(id, c.Name)],
			})
		}
	}
	for _, c := range wanted.written.Columns {
		switch there := current.canonical.Column(c.Name); {
		case there == nil || slices.Contains(again, c.Name):
			adds[computed(c)] = append(adds[computed(c)], p.addColumn(id, c)...)
		default:
			if a := alter(current, wanted, c.Name); !a.empty() {
				p.alter(id, c.Name, a, *there)
			}
			if o := renumbered(current, wanted, c.Name); o != nil {
				p.add(id, alterColumn, o)
			}
		}
	}
	for i := range 2 {
		for _, o := range drops[i] {
			p.add(id, dropColumn, o)
		}
		for _, o := range adds[i] {
			p.add(id, addColumn, o)
		}
	}
}

// alter plans an alteration, in two parts where the column's enum type is altered between them.
func (p *planner) alter(table schema.Name, column string, a alteration, current schema.Column) {
	first, rest := p.leaving(a, current)
	if !first.empty() {
		for _, o := range p.alterColumn(table, column, first) {
			p.add(table, leaveEnum, p.converting(o))
		}
	}
	if !rest.empty() {
		for _, o := range p.alterColumn(table, column, rest) {
			p.add(table, rest.rank(), p.converting(o))
		}
	}
}

// computed is 1 for a column that is computed from others, and 0 for an ordinary one.
func computed(c schema.Column) int {
	if c.Generated != "" {
		return 1
	}
	return 0
}
