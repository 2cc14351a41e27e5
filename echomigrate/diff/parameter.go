package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// keepParameters leaves the storage parameters of indexes as the database has them where neither the models nor a revision say
// any.
func keepParameters(t, from *table) {
	for _, spelling := range []*schema.Table{&t.canonical, &t.written} {
		spelling.Indexes = slices.Clone(spelling.Indexes)
		for n := range spelling.Indexes {
			i := &spelling.Indexes[n]
			if len(i.With) > 0 {
				continue
			}
			meant, _ := indexes.find(&t.canonical, i.Name)
			meant.With = nil
			for _, there := range from.canonical.Indexes {
				bare := there
				bare.With = nil
				declared := from.declared.Index(there.Name)
				if said := declared != nil && len(declared.With) > 0; !said && indexes.equal(meant, bare) {
					i.With = slices.Clone(there.With)
					break
				}
			}
		}
	}
}

// takeInvalid takes the marks off indexes that are not valid, and warns of them: they are compared as what they are to become.
func takeInvalid(actual *schema.Schema) (warnings []string) {
	for t := range actual.Tables {
		table := &actual.Tables[t]
		for n := range table.Indexes {
			i := &table.Indexes[n]
			if !i.Invalid {
				continue
			}
			table.Indexes = slices.Clone(table.Indexes)
			i = &table.Indexes[n]
			i.Invalid = false
			name := schema.Name{Schema: table.Schema, Table: i.Name}
			warnings = append(warnings, fmt.Sprintf(
				"%s is invalid, so that no query uses it: a concurrent build was stopped or failed: run REINDEX INDEX CONCURRENTLY %s, or drop it",
				indexes.object(table, *i), name))
		}
	}
	return warnings
}

// parameters are storage parameters without spaces and quotes, in the order of their names.
func parameters(list []string) []string {
	plain := make([]string, len(list))
	for n, p := range list {
		plain[n] = strings.ToLower(strings.NewReplacer(" ", "", "'", "").Replace(p))
	}
	slices.Sort(plain)
	return plain
}

// keepTableParameters leaves the storage parameters of a table as they are that neither the model nor a revision names.
func keepTableParameters(t, from *table) {
	said := slices.Concat(t.written.With, from.declared.With)
	for _, p := range from.written.With {
		if !schema.HasParameter(said, p) {
			t.written.With = append(slices.Clone(t.written.With), p)
		}
	}
}

// sameParameters compares the storage parameters of tables as the database has them, and as they were written where it has none.
func sameParameters(a, b *table) bool {
	held := len(a.canonical.With)+len(b.canonical.With) > 0
	return held && slices.Equal(a.canonical.With, b.canonical.With) || !held && slices.Equal(parameters(a.written.With), parameters(b.written.With))
}

// otherParameters are those of a list of storage parameters that another list has not, or with another value.
func otherParameters(list, than []string) (others []string) {
	known := parameters(than)
	for _, p := range list {
		if !slices.Contains(known, parameters([]string{p})[0]) {
			others = append(others, p)
		}
	}
	return others
}
