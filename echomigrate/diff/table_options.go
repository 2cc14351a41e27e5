package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// keepTableOptions leaves a table the options that it was created with: no statement changes them. It warns where the model says
// others; a model that says none is content with any.
func (c *choice) keepTableOptions(db Database, wanted, current *table) {
	there := current.canonical.Options
	if len(wanted.written.Options) > 0 {
		said := db.Canonical(wanted.written).Options
		if slices.Equal(said, there) {
			return
		}
		if plain := withoutClauses(there); !slices.Equal(said, plain) {
			c.warnings = append(c.warnings, fmt.Sprintf("table %s has %s, and its model says %s: a table keeps those that it was created with: "+
				"create another one in a revision of your own, move the rows, and rename it",
				current.canonical.ID(), cmp.Or(strings.Join(plain, ", "), "no options"), strings.Join(said, ", ")))
		}
	}
	wanted.written.Options = there
}

// withoutClauses leaves out what an inspection noted of clauses that no model can say, such as "DESC in PRIMARY KEY (id)".
func withoutClauses(options []string) []string {
	return slices.DeleteFunc(slices.Clone(options), func(o string) bool { return strings.Contains(o, " in ") })
}
