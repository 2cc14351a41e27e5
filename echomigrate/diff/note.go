package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// notes says of each operation how it may fail on rows that are there and, where losses count, what it loses; nil when
// there is nothing to say.
func notes(ops []op.Operation, losses bool) map[int][]string {
	var all map[int][]string
	note := func(i int, format string, arguments ...any) {
		if all == nil {
			all = map[int][]string{}
		}
		all[i] = append(all[i], fmt.Sprintf(format, arguments...))
	}
	added := map[schema.Name][]string{}
	for _, o := range ops {
		if a, is := o.(op.AddColumn); is {
			added[a.Target()] = append(added[a.Target()], a.Column.Name)
		}
	}
	for i, o := range ops {
		switch o := o.(type) {
		case op.AddColumn:
			c := o.Column
			if c.NotNull && c.Default == "" && c.Identity == "" && c.Generated == "" && !strings.HasSuffix(schema.TypeName(c.Type), "serial") {
				note(i, "Fails when %s has rows: give the column a default, or add it without NotNull, fill it, and then alter it.", o.Target())
			}
		case op.AlterColumn:
			if o.To.NotNull && !o.From.NotNull {
				note(i, "Fails when a row has no %s: fill it in before.", o.Column)
			}
		case op.DropTable:
			if !losses {
				continue
			}
			note(i, "The rows of %s are lost.", o.Target())
		case op.DropColumn:
			if !losses || slices.Contains(added[o.Target()], o.Column) {
				continue // a column that is added again is computed again
			}
			note(i, "The values of %s are lost.", o.Column)
			if names := added[o.Target()]; len(names) > 0 {
				note(i, `If %s is its new name, tag that field migrate:"was:%s" and generate the revision again.`, strings.Join(names, " or "), o.Column)
			}
		}
	}
	return all
}
