package postgres

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// serials are the types that number their column, and the type that such a column really has.
var serials = map[string]string{"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}

// serialOf is the serial type of a column with an integer type and a sequence of its own; empty for other types.
func serialOf(integer string) string {
	for serial, of := range serials {
		if of == integer {
			return serial
		}
	}
	return ""
}

// stored is the type that a column really has.
func stored(name string) string {
	name = schema.TypeName(name)
	if integer, is := serials[name]; is {
		return integer
	}
	return name
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
