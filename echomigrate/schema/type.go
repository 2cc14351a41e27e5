package schema

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// spellings are other names of types and the one that we use: the shorter one of those that PostgreSQL understands.
var spellings = map[string]string{
	"int8": "bigint", "int": "integer", "int4": "integer", "int2": "smallint",
	"serial8": "bigserial", "serial4": "serial", "serial2": "smallserial",
	"bool": "boolean", "float8": "double precision", "float4": "real", "float": "double precision",
	"character varying": "varchar", "character": "char", "bpchar": "char", "decimal": "numeric", "dec": "numeric",
	"timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
	"time without time zone": "time", "time with time zone": "timetz", "bit varying": "varbit",
}

// typeParts takes a type apart: name, arguments in parentheses, words behind them, brackets of an array.
var typeParts = regexp.MustCompile(`^\s*([^(\[]*?)\s*(?:\(([^)]*)\))?\s*([^(\[]*?)\s*((?:\[\d*\]\s*)*)$`)

// TypeName is the one spelling of a type among those that PostgreSQL takes for the same, such as bigint for int8; what is no
// built-in type stays as it is. It is idempotent.
func TypeName(declared string) string {
	if isWord(declared) {
		name := strings.ToLower(declared)
		return withArguments(adjusted(cmp.Or(spellings[name], name), "", false))
	}
	if strings.ContainsAny(declared, `"'`) {
		return strings.TrimSpace(declared)
	}
	words, arguments, given, array := declared, "", false, false
	if strings.ContainsAny(declared, "([") {
		parts := typeParts.FindStringSubmatch(declared)
		if parts == nil {
			return strings.TrimSpace(declared)
		}
		words, arguments, given, array = parts[1]+" "+parts[3], strings.ReplaceAll(parts[2], " ", ""), parts[2] != "", parts[4] != ""
	}
	name := strings.ToLower(strings.Join(strings.Fields(words), " "))
	if element, is := strings.CutSuffix(name, " array"); is {
		name, array = element, true
	}
	if other, known := spellings[name]; known {
		name = other
	}
	name = withArguments(adjusted(name, arguments, given))
	if array {
		name += "[]"
	}
	return name
}

// isWord reports whether a type is one plain word, of which no more than its name has to be looked at.
func isWord(declared string) bool {
	for i := range len(declared) {
		if c := declared[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

func withArguments(name, arguments string) string {
	if arguments == "" {
		return name
	}
	return name + "(" + arguments + ")"
}

// adjusted puts the arguments of a type as PostgreSQL gives them back.
func adjusted(name, arguments string, given bool) (string, string) {
	switch {
	case name == "char" && !given:
		return name, "1"
	case name == "bit" && !given:
		return name, "1"
	case name == "numeric" && given && !strings.Contains(arguments, ","):
		return name, arguments + ",0"
	case name == "double precision" && given:
		// float(1) to float(24) are real; the argument of others is not kept.
		if len(arguments) == 1 || len(arguments) == 2 && arguments <= "24" {
			return "real", ""
		}
		return name, ""
	case arguments == "6" && slices.Contains([]string{"timestamp", "timestamptz", "time", "timetz"}, name):
		return name, ""
	}
	return name, arguments
}
