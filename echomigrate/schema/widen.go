package schema

import (
	"slices"
	"strconv"
	"strings"
)

// widening are the types that hold every value of another one, from narrow to wide, arguments aside.
var widening = [][]string{
	{"smallserial", "serial", "bigserial", "numeric"},
	{"smallint", "integer", "bigint", "numeric"},
	{"smallserial", "smallint"}, {"serial", "integer"}, {"bigserial", "bigint"}, {"smallint", "smallserial"}, {"integer", "serial"}, {"bigint", "bigserial"},
	{"real", "double precision"}, {"char", "varchar", "text"}, {"text", "varchar"}, {"text", "citext"}, {"varchar", "citext"}, {"citext", "text"},
	{"json", "jsonb"}, {"date", "timestamp"}, {"cidr", "inet"},
}

// Widens reports whether a type, as TypeName spells it, holds every value of another one, so that a column can change from the one to
// the other without an error and without losing anything. It says no where it does not know.
func Widens(from, to string) bool {
	from, to = TypeName(from), TypeName(to)
	if from == to {
		return true
	}
	fromName, fromSize := sized(from)
	toName, toSize := sized(to)
	if fromName == toName {
		return fits(fromName, fromSize, toSize)
	}
	if toSize != nil && toName != "numeric" {
		return len(fromSize) > 0 && widensName(fromName, toName) && fits(toName, fromSize, toSize)
	}
	return toSize == nil && widensName(fromName, toName)
}

func widensName(from, to string) bool {
	return slices.ContainsFunc(widening, func(chain []string) bool {
		at := slices.Index(chain, from)
		return at >= 0 && slices.Index(chain, to) > at
	})
}

// sized takes the numbers in parentheses off a type; none means that there is no limit.
func sized(name string) (string, []int) {
	before, behind, found := strings.Cut(name, "(")
	if !found {
		return name, nil
	}
	inside, rest, _ := strings.Cut(behind, ")")
	var size []int
	for _, part := range strings.Split(inside, ",") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return name, nil
		}
		size = append(size, n)
	}
	return before + rest, size
}

// fits compares the arguments of a type.
func fits(name string, from, to []int) bool {
	switch {
	case to == nil:
		return true
	case from == nil || len(from) != len(to):
		return false
	case name == "numeric" && len(from) == 2:
		return to[1] >= from[1] && to[0]-to[1] >= from[0]-from[1]
	}
	return to[0] >= from[0]
}
