package postgres

import (
	"cmp"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// stored is the type that a column really has.
func stored(name string) string {
	return cmp.Or(schema.IntegerOf(name), schema.TypeName(name))
}

// base is a type without arguments.
func base(name string) string {
	before, behind, found := strings.Cut(name, "(")
	if !found {
		return name
	}
	_, rest, _ := strings.Cut(behind, ")")
	return before + rest
}

func isText(name string) bool {
	return slices.Contains([]string{"text", "varchar", "char", "citext", "name"}, base(name))
}

func isNumber(name string) bool {
	return slices.Contains([]string{"smallint", "integer", "bigint", "numeric", "real", "double precision"}, base(name))
}

// needsUsing reports whether a change of type needs an explicit cast, since there is none that PostgreSQL applies by itself.
// To a text type there always is one, which, other than an explicit one, refuses what is too long.
func needsUsing(from, to string) bool {
	return !isText(to) && !(isNumber(from) && isNumber(to)) && base(from) != base(to)
}
