package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// notes says of each operation how it may fail on rows that are there and what it loses; nil when there is nothing to say.
// from is the side that the operations lead away from; without it losses do not count. lost are objects that go along.
func notes(ops []op.Operation, from *side, lost []loss) map[int][]string {
	var all map[int][]string
	note := func(i int, format string, arguments ...any) {
		if all == nil {
			all = map[int][]string{}
		}
		all[i] = append(all[i], fmt.Sprintf(format, arguments...))
	}
	along := func(i int, table schema.Name) {
		for _, object := range lost {
			if object.Table == table {
				note(i, "It takes %s along, %s.", object.Object, object.because)
			}
		}
	}
	added := map[schema.Name][]string{}
	for _, o := range ops {
		if a, is := o.(op.AddColumn); is {
			added[a.Target()] = append(added[a.Target()], a.Column.Name)
		}
	}
	filled := map[Object]bool{}
	for i, o := range ops {
		switch o := o.(type) {
		case op.Backfill:
			filled[columnObject(o.Target(), o.Column)] = true
		case op.AddColumn:
			if lacksValue(o.Column) {
				note(i, "Fails when %s has rows: give the column a default, or generate the revision with --fill %s=VALUE.",
					o.Target(), columnObject(o.Target(), o.Column.Name).path())
			}
		case op.AlterColumn:
			if column := columnObject(o.Target(), o.Column); o.To.NotNull && !o.From.NotNull && !filled[column] {
				note(i, "Fails when a row has no %s: generate the revision with --fill %s=VALUE, or fill it in before.", o.Column, column.path())
			}
		case op.ValidateConstraint:
			note(i, "Fails when a row of %s does not meet %s.", o.Target(), o.Name)
		case op.DropTable:
			if from == nil {
				continue
			}
			note(i, "The rows of %s are lost.", o.Target())
			along(i, o.Target())
		case op.DropColumn:
			if from == nil {
				continue
			}
			stored := !from.computes(o.Target(), o.Column)
			if stored {
				note(i, "The values of %s are lost.", o.Column)
			}
			along(i, o.Target())
			if names := added[o.Target()]; stored && len(names) > 0 && !slices.Contains(names, o.Column) {
				note(i, `If %s is its new name, tag that field migrate:"was:%s" and generate the revision again.`, strings.Join(names, " or "), o.Column)
			}
		}
	}
	return all
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
