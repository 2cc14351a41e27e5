package sqlite

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// The words of Table.Options that SQLite knows.
const (
	strictTable  = "STRICT"
	withoutRowid = "WITHOUT ROWID"
)

// clauses begin the words of Table.Options that tell of a clause which no field holds, such as
// "ON CONFLICT REPLACE in UNIQUE (email)". A table that has one can be read, but not written.
var clauses = []string{"ON CONFLICT ", "DESC in ", "COLLATE "}

// options keeps the words that SQLite knows.
func options(words []string) []string {
	var kept []string
	for _, w := range words {
		switch upper := strings.ToUpper(strings.Join(strings.Fields(w), " ")); {
		case upper == strictTable || upper == withoutRowid:
			kept = append(kept, upper)
		case isClause(w):
			kept = append(kept, w)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

func isClause(word string) bool {
	return slices.ContainsFunc(clauses, func(c string) bool { return strings.HasPrefix(word, c) })
}

// unwritable is the first clause of a table that CREATE TABLE would lose, or "".
func unwritable(t schema.Table) string {
	if i := slices.IndexFunc(t.Options, isClause); i >= 0 {
		return t.Options[i]
	}
	return ""
}

func isStrict(t schema.Table) bool { return slices.Contains(t.Options, strictTable) }

func hasRowid(t schema.Table) bool { return !slices.Contains(t.Options, withoutRowid) }
