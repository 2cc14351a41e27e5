package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// choice is what takes part in a comparison. What does not stays in the database as it is, or stays away.
type choice struct {
	// include is nil where everything does.
	include func(Pair) bool
	// out says of each object that was asked about whether it is left out.
	out map[Object]bool
	// missing are the tables and columns that are left out and not in the database: nothing can refer to them.
	missing map[Object]bool
	// prune are the paths of what is dropped though nobody here made it, and pruned what was found of that.
	prune    []string
	pruned   map[Object]bool
	warnings []string
}

func newChoice(include func(Pair) bool, prune []string) *choice {
	return &choice{include: include, out: map[Object]bool{}, missing: map[Object]bool{}, prune: prune, pruned: map[Object]bool{}}
}

// all reports whether everything takes part.
func (c *choice) all() bool { return c.include == nil }

// leavesOut asks about an object, once.
func (c *choice) leavesOut(p Pair) bool {
	if c.all() {
		return false
	}
	out, asked := c.out[p.Object]
	if !asked {
		out = !c.include(p)
		c.out[p.Object] = out
	}
	return out
}

// leavesOutRename asks about an object that has another name in the database, and leaves out both names.
func (c *choice) leavesOutRename(p Pair, before Object) bool {
	out := c.leavesOut(p)
	if out {
		c.out[before] = true
	}
	return out
}

// leavesOutTable asks about a table that is on one side or on both.
func (c *choice) leavesOutTable(id schema.Name, actual, desired *schema.Table) bool {
	p := Pair{Object: Object{Kind: KindTable, Table: id}}
	if actual != nil {
		p.Actual = *actual
	}
	if desired != nil {
		p.Desired = *desired
	}
	return c.leavesOut(p)
}

func columnObject(table schema.Name, column string) Object {
	return Object{Kind: KindColumn, Table: table, Name: column}
}

// choose is the models' schema without the tables that are left out, with columns that are left out as the database has
// them, and without what needs those that it does not have.
func (c *choice) choose(desired *schema.Schema, from *side) *schema.Schema {
	if c.all() {
		return desired
	}
	chosen := desired.Clone()
	chosen.Tables = slices.DeleteFunc(chosen.Tables, func(t schema.Table) bool {
		var there *schema.Table
		if current := from.byName[t.ID()]; current != nil {
			there = &current.canonical
		}
		out := c.leavesOutTable(t.ID(), there, &t)
		c.missing[Object{Kind: KindTable, Table: t.ID()}] = out && there == nil
		return out
	})
	for i := range chosen.Tables {
		t := &chosen.Tables[i]
		c.columns(t, from.byName[t.ID()])
	}
	for i := range chosen.Tables {
		c.references(&chosen.Tables[i], from)
	}
	return chosen
}

// columns takes the columns that are left out, and what needs them, off the models' table.
func (c *choice) columns(t *schema.Table, current *table) {
	var gone []string
	for i := range t.Columns {
		column := &t.Columns[i]
		p := Pair{Object: columnObject(t.ID(), column.Name), Desired: *column}
		var there *schema.Column
		if current != nil {
			there = current.canonical.Column(column.Name)
		}
		if there != nil {
			p.Actual = *there
		}
		switch {
		case !c.leavesOut(p):
		case there != nil:
			*column = *current.written.Column(column.Name)
		default:
			gone = append(gone, column.Name)
		}
	}
	if len(gone) == 0 {
		return
	}
	computed := func(c schema.Column) bool {
		return !slices.Contains(gone, c.Name) && overlap(t.ColumnsIn(c.Generated), gone)
	}
	for i := slices.IndexFunc(t.Columns, computed); i >= 0; i = slices.IndexFunc(t.Columns, computed) {
		c.warn("column "+t.Columns[i].Name, t.ID(), "a column")
		gone = append(gone, t.Columns[i].Name)
	}
	for _, k := range kinds {
		for _, columns := range k.without(t, gone) {
			c.warn(fmt.Sprintf("%s (%s)", k.String(), strings.Join(columns, ", ")), t.ID(), "a column")
		}
	}
	for _, name := range gone {
		c.missing[columnObject(t.ID(), name)] = true
	}
	t.Columns = slices.DeleteFunc(t.Columns, func(c schema.Column) bool { return slices.Contains(gone, c.Name) })
}

// references takes the foreign keys to what is missing off the models' table.
func (c *choice) references(t *schema.Table, from *side) {
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(f schema.ForeignKey) bool {
		target := f.Target(t.Schema)
		table := Object{Kind: KindTable, Table: target}
		missing := c.missing[table] || slices.ContainsFunc(f.RefColumns, func(name string) bool {
			return c.missing[columnObject(target, name)] || c.out[table] && from.byName[target].canonical.Column(name) == nil
		})
		if missing {
			c.warn(fmt.Sprintf("%s (%s)", KindForeignKey, strings.Join(f.Columns, ", ")), t.ID(), "something in "+target.String())
		}
		return missing
	})
}

func (c *choice) warn(what string, table schema.Name, needed string) {
	c.warnings = append(c.warnings, fmt.Sprintf("%s of table %s is left out too: it needs %s that is left out and not in the database", what, table, needed))
}

// restore puts the columns that are left out as the database has them, however the models' table was spelled.
func (c *choice) restore(wanted, current *table) {
	for i := range wanted.canonical.Columns {
		column := &wanted.canonical.Columns[i]
		if there := current.canonical.Column(column.Name); there != nil && c.out[columnObject(wanted.canonical.ID(), column.Name)] {
			isKey := column.NotNull && slices.Contains(wanted.canonical.PrimaryKey.Columns, column.Name)
			*column = *there
			column.NotNull = column.NotNull || isKey // which the key makes it, and the way back has to undo
		}
	}
}

func (k objects[T]) String() string { return k.kind }

func (k objects[T]) choose(t, from *table, c *choice) {
	for _, v := range k.all(t) {
		p := Pair{Object: k.object(&t.canonical, v)}
		p.Desired, _ = k.find(&t.written, p.Name)
		there, found := k.counterpart(from, p.Name)
		if found {
			p.Actual = there
		}
		if !c.leavesOut(p) {
			continue
		}
		k.forget(t, p.Object)
		// The columns of a key are spelled differently without it.
		if found && k.single && !slices.ContainsFunc(k.columns(&from.canonical, there), func(c string) bool { return t.written.Column(c) == nil }) {
			k.append(&t.canonical, there)
			written, _ := k.find(&from.written, *k.name(&there))
			k.append(&t.written, written)
		}
	}
}

// counterpart finds an object of the database's table: by name, or because there is only one.
func (k objects[T]) counterpart(from *table, name string) (T, bool) {
	var none T
	if from == nil {
		return none, false
	}
	there, found := k.findIn(from, name)
	if list := k.list(&from.canonical); !found && k.single && len(list) > 0 {
		return list[0], true
	}
	return there, found
}

func (k objects[T]) chooseRest(from, t *table, c *choice) {
	if k.single && len(k.list(&t.canonical)) > 0 {
		return
	}
	for _, v := range k.all(from) {
		p := Pair{Object: k.object(&from.canonical, v), Actual: v}
		if _, taken := k.findIn(t, p.Name); !taken {
			c.leavesOut(p)
		}
	}
}

func (k objects[T]) without(t *schema.Table, gone []string) (removed [][]string) {
	k.set(t, slices.DeleteFunc(slices.Clone(k.list(t)), func(v T) bool {
		columns := k.columns(t, v)
		if !overlap(columns, gone) {
			return false
		}
		removed = append(removed, columns)
		return true
	}))
	return removed
}
