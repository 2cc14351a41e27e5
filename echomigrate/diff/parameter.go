package diff

import (
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
