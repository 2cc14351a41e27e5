package postgres

import (
	"cmp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// identityClause makes a column an identity column.
func identityClause(c schema.Column) string {
	clause := "GENERATED " + strings.ToUpper(string(c.Identity)) + " AS IDENTITY"
	if options := c.IdentityOptions.Clauses(); len(options) > 0 {
		clause += " (" + strings.Join(options, " ") + ")"
	}
	return clause
}

// start is the number that a sequence begins with.
func start(o schema.SequenceOptions) string {
	if o.IsDescending() {
		return cmp.Or(o.Start, o.Max, "-1")
	}
	return cmp.Or(o.Start, o.Min, "1")
}

// optionChanges are the options that make a sequence of another one, which goes on where it is.
func optionChanges(from, to schema.SequenceOptions) []string {
	turns := from.IsDescending() != to.IsDescending()
	var changes []string
	change := func(differ bool, words, value, none string) {
		switch {
		case differ && value != "":
			changes = append(changes, words+" "+value)
		case differ:
			changes = append(changes, none)
		}
	}
	change(from.Increment != to.Increment, "INCREMENT BY", to.Increment, "INCREMENT BY 1")
	change(from.Min != to.Min || turns, "MINVALUE", to.Min, "NO MINVALUE")
	change(from.Max != to.Max || turns, "MAXVALUE", to.Max, "NO MAXVALUE")
	change(start(from) != start(to), "START WITH", start(to), "")
	change(from.Cache != to.Cache, "CACHE", to.Cache, "CACHE 1")
	switch {
	case to.Cycle && !from.Cycle:
		changes = append(changes, "CYCLE")
	case from.Cycle && !to.Cycle:
		changes = append(changes, "NO CYCLE")
	}
	return changes
}
