package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// noter says what a reader should know of operations.
type noter struct {
	ops []op.Operation
	// from is the side that an upgrade leads away from; nil for a downgrade, which brings back what was dropped.
	from *side
	// lost are objects that go along with columns.
	lost  []loss
	notes map[int][]string
	// created are the tables, dropped the objects, added the columns by table, and filled the columns that the operations up to
	// here, or all of them, make, drop, add and fill.
	created map[schema.Name]bool
	dropped map[Object]bool
	added   map[schema.Name][]string
	filled  map[Object]bool
}

// notes says of each operation how it may fail on rows that are there and what it loses; nil when there is nothing to say.
func notes(ops []op.Operation, from *side, lost []loss) map[int][]string {
	n := &noter{
		ops: ops, from: from, lost: lost,
		created: map[schema.Name]bool{}, dropped: map[Object]bool{}, added: map[schema.Name][]string{}, filled: map[Object]bool{},
	}
	for _, o := range ops {
		switch o := o.(type) {
		case op.CreateTable:
			n.created[o.Table.ID()] = true
		case op.AddColumn:
			n.added[o.Target()] = append(n.added[o.Target()], o.Column.Name)
		case op.DropForeignKey:
			n.dropped[Object{Kind: KindForeignKey, Table: o.Target(), Name: o.Name}] = true
		case op.DropCheck:
			n.dropped[Object{Kind: KindCheck, Table: o.Target(), Name: o.Name}] = true
		}
	}
	for i, o := range ops {
		n.operation(i, o)
	}
	return n.notes
}

func (n *noter) add(i int, format string, arguments ...any) {
	if n.notes == nil {
		n.notes = map[int][]string{}
	}
	n.notes[i] = append(n.notes[i], fmt.Sprintf(format, arguments...))
}

func (n *noter) operation(i int, o op.Operation) {
	switch o := o.(type) {
	case op.CreateTable:
		if n.from == nil {
			n.add(i, "Rows that the upgrade dropped do not come back.")
		}
	case op.Backfill:
		n.filled[columnObject(o.Target(), o.Column)] = true
	case op.AddColumn:
		n.addColumn(i, o)
	case op.AlterColumn:
		n.alterColumn(i, o)
	case op.AddUnique:
		n.unique(i, o.Unique.Columns)
	case op.CreateIndex:
		if o.Index.Unique {
			n.unique(i, o.Index.Columns)
		}
	case op.AddForeignKey:
		again := n.dropped[Object{Kind: KindForeignKey, Table: o.Target(), Name: o.ForeignKey.Name}]
		if !again && !n.created[o.Target()] && !o.ForeignKey.NotValid {
			n.add(i, "Fails when a row refers to one of %s that is not there.", o.ForeignKey.Target(o.Schema))
		}
	case op.AddCheck:
		if !n.dropped[Object{Kind: KindCheck, Table: o.Target(), Name: o.Check.Name}] && !o.Check.NotValid {
			n.add(i, "Fails when a row does not meet it.")
		}
	case op.AlterEnum:
		n.alterEnum(i, o)
	case op.ValidateConstraint:
		n.add(i, "Fails when a row of %s does not meet %s.", o.Target(), o.Name)
	case op.DropTable:
		if n.from != nil {
			n.add(i, "The rows of %s are lost.", o.Target())
			n.along(i, o.Target())
		}
	case op.DropColumn:
		if n.from != nil {
			n.dropColumn(i, o)
		}
	}
}

func (n *noter) unique(i int, columns []string) {
	what := strings.Join(columns, ", ")
	if what == "" {
		what = "key"
	}
	n.add(i, "Fails when two rows have the same %s.", what)
}

func (n *noter) addColumn(i int, o op.AddColumn) {
	switch {
	case o.Column.NeedsValue() && n.from == nil:
		n.add(i, "Fails when %s has rows: what the column held does not come back.", o.Target())
	case o.Column.NeedsValue():
		n.add(i, "Fails when %s has rows: give the column a default, or generate the revision with --fill %s=VALUE.",
			o.Target(), columnObject(o.Target(), o.Column.Name).path())
	case n.from == nil && o.Column.Generated == "":
		n.add(i, "What the column held before the upgrade does not come back.")
	}
}

func (n *noter) alterColumn(i int, o op.AlterColumn) {
	column := columnObject(o.Target(), o.Column)
	if o.To.NotNull && !o.From.NotNull && !n.filled[column] {
		if n.from == nil {
			n.add(i, "Fails when a row has no %s.", o.Column)
		} else {
			n.add(i, "Fails when a row has no %s: generate the revision with --fill %s=VALUE, or fill it in before.", o.Column, column.path())
		}
	}
	if o.From.Type != o.To.Type && !schema.Widens(o.From.Type, o.To.Type) {
		n.add(i, "Fails for values that do not fit %s, or changes them.", o.To.Type)
	}
}

func (n *noter) dropColumn(i int, o op.DropColumn) {
	stored := !n.from.computes(o.Target(), o.Column)
	if stored {
		n.add(i, "The values of %s are lost.", o.Column)
	}
	n.along(i, o.Target())
	if names := n.added[o.Target()]; stored && len(names) > 0 && !slices.Contains(names, o.Column) {
		n.add(i, `If %s is its new name, tag that field migrate:"was:%s" and generate the revision again.`, strings.Join(names, " or "), o.Column)
	}
}

// along names what goes with a table or a column.
func (n *noter) along(i int, table schema.Name) {
	for _, object := range n.lost {
		if object.Table == table {
			n.add(i, "It takes %s along, %s.", object.Object, object.because)
		}
	}
}

// computes reports whether a column is computed from others.
func (s *side) computes(table schema.Name, column string) bool {
	t := s.byName[table]
	if t == nil {
		return false
	}
	c := t.canonical.Column(column)
	return c != nil && c.Generated != ""
}
