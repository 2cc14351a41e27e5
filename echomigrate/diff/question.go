package diff

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RenameQuestion asks whether what is dropped only has another name. Answers.Renames answers it.
type RenameQuestion struct {
	// From is what is dropped, such as "users.fullname" or "users".
	From string
	// To are the new names that it may have got, without the table of a column.
	To []string
}

// questions are what only a person can know about operations: what was renamed, and the columns of rows that are there that need
// a value.
func questions(ops []op.Operation, from, to *side) (renames []RenameQuestion, fills []string) {
	filled := map[Object]bool{}
	for _, o := range ops {
		switch o := o.(type) {
		case op.DropTable:
			renames = ask(renames, o.Target().String(), newTables(ops, from.byName[o.Target()]))
		case op.DropColumn:
			if t := from.byName[o.Target()]; t != nil && t.canonical.Column(o.Column) != nil {
				renames = ask(renames, columnObject(o.Target(), o.Column).path(), newColumns(ops, t, to.byName[o.Target()], o))
			}
		case op.Backfill:
			filled[columnObject(o.Target(), o.Column)] = true
		case op.AddColumn:
			if o.Column.NeedsValue() {
				fills = append(fills, columnObject(o.Target(), o.Column.Name).path())
			}
		case op.AlterColumn:
			if column := columnObject(o.Target(), o.Column); o.To.NotNull && !o.From.NotNull && !filled[column] {
				fills = append(fills, column.path())
			}
		}
	}
	return renames, fills
}

func ask(list []RenameQuestion, from string, to []string) []RenameQuestion {
	if len(to) == 0 {
		return list
	}
	return append(list, RenameQuestion{From: from, To: to})
}

// newColumns are the new columns of a table that hold what a dropped one held.
func newColumns(ops []op.Operation, before, after *table, dropped op.DropColumn) (names []string) {
	if after == nil {
		return nil
	}
	was := before.canonical.Column(dropped.Column)
	for _, o := range ops {
		added, is := o.(op.AddColumn)
		if !is || added.Target() != dropped.Target() || added.Column.Name == dropped.Column {
			continue
		}
		now := after.canonical.Column(added.Column.Name)
		if now != nil && was.Generated == "" && now.Generated == "" && family(was.Type) == family(now.Type) {
			names = append(names, added.Column.Name)
		}
	}
	return names
}

// newTables are the new tables, in the schema of a dropped one, that have most of its columns.
func newTables(ops []op.Operation, dropped *table) (names []string) {
	if dropped == nil {
		return nil
	}
	for _, o := range ops {
		created, is := o.(op.CreateTable)
		if is && created.Table.Schema == dropped.canonical.Schema && 2*shared(created.Table, dropped.canonical) > len(dropped.canonical.Columns) {
			names = append(names, created.Table.Name)
		}
	}
	return names
}

// shared counts the columns of the same name.
func shared(a, b schema.Table) (n int) {
	for _, c := range a.Columns {
		if b.Column(c.Name) != nil {
			n++
		}
	}
	return n
}
