package schema

import "strings"

// integers are what the types hold that number themselves.
var integers = map[string]string{"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}

// IntegerOf is the type that a column has which is declared by one that numbers itself, such as bigint for bigserial and serial8; empty
// for all other types.
func IntegerOf(declared string) string {
	declared = strings.TrimSpace(declared)
	if !isWord(declared) {
		return ""
	}
	return integers[TypeName(declared)]
}

// IsSerial reports whether a type numbers itself.
func IsSerial(declared string) bool { return IntegerOf(declared) != "" }

// SerialOf is the type that numbers itself and holds an integer type, such as bigserial for bigint and int8; empty for all other types.
func SerialOf(integer string) string {
	integer = TypeName(integer)
	for serial, of := range integers {
		if of == integer {
			return serial
		}
	}
	return ""
}
